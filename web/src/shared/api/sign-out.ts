import { api } from './client.ts'
import { forgetSession } from './session.ts'

/** Ends the session here and at the service; without a response, at least here. */
export async function signOut(): Promise<void> {
  await api.POST('/api/v1/auth/logout', { body: {} }).catch(() => undefined)
  forgetSession()
}
