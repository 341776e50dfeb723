import { localStore } from '../storage.ts'
import { api } from './client.ts'
import { sendDelayedActions } from './delayed-actions.ts'
import { forgetSession, sessionState, signedOutKey } from './session.ts'

/** Ends the session in this browser and at the service; without a response, at least in this browser. */
export async function signOut(): Promise<void> {
  sendDelayedActions()
  // The delayed requests are sent before the session ends.
  await new Promise((sent) => setTimeout(sent))
  await api.POST('/api/v1/auth/logout', { body: {} }).catch(() => undefined)
  forgetSessionInAllTabs()
}

/** After a sign-out: the other tabs of the browser must not go on to show what the user has seen. */
export function forgetSessionInAllTabs(): void {
  const session = sessionState()
  forgetSession()
  if (session.status !== 'signedIn') return
  localStore.set(signedOutKey, session.user.id)
  localStore.remove(signedOutKey)
}
