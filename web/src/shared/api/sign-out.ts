import { api } from './client.ts'
import { sendDelayedActions } from './delayed-actions.ts'
import { forgetSession } from './session.ts'

/** Ends the session here and at the service; without a response, at least here. */
export async function signOut(): Promise<void> {
  sendDelayedActions()
  // The delayed requests are sent before the session ends.
  await new Promise((sent) => setTimeout(sent))
  await api.POST('/api/v1/auth/logout', { body: {} }).catch(() => undefined)
  forgetSession()
}
