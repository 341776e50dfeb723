import { api } from './client.ts'
import { forgetSession } from './session.ts'
import { sendHeld } from './undoable.ts'

/** Ends the session here and at the service; without a response, at least here. */
export async function signOut(): Promise<void> {
  sendHeld()
  // The held requests are sent before the session ends.
  await new Promise((sent) => setTimeout(sent))
  await api.POST('/api/v1/auth/logout', { body: {} }).catch(() => undefined)
  forgetSession()
}
