import { localStore } from '../storage.ts'
import { api } from './client.ts'
import { sendDelayedActions } from './delayed-actions.ts'
import { forgetSession, refreshSession, sessionState, signedOutKey } from './session.ts'

const maxWaitMs = 3_000

/** Ends the session in this browser and at the service; where a response does not come soon, at least in this browser. */
export async function signOut(): Promise<void> {
  sendDelayedActions()
  // The delayed requests are sent before the session ends.
  await new Promise((sent) => setTimeout(sent))
  const limit = new Promise((waited) => setTimeout(waited, maxWaitMs, 'limit'))
  // After a sign-in in another tab, the cookie is that of another person, whose session goes on.
  const outcome = await Promise.race([refreshSession(), limit])
  const session = sessionState()
  if (outcome !== 'limit' && session.status === 'signedIn' && !session.hasEnded)
    await Promise.race([api.POST('/api/v1/auth/logout', { body: {} }).catch(() => undefined), limit])
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
