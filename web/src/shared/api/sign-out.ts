import { localStore } from '../storage.ts'
import { api } from './client.ts'
import { sendDelayedActions } from './delayed-actions.ts'
import {
  forgetSession,
  isCookieOf,
  mayHaveCookie,
  refreshSession,
  sessionState,
  signedOutKey,
} from './session.ts'

const maxWaitMs = 3_000

const isOpen = (session: ReturnType<typeof sessionState>) =>
  session.status === 'signedIn' && !session.hasEnded

/**
 * Ends the session in this browser and at the service. Where a response does not come soon, the session ends in this browser first, and at the
 * service when the response comes.
 */
export async function signOut(): Promise<void> {
  sendDelayedActions()
  // The delayed requests are sent before the session ends.
  await new Promise((sent) => setTimeout(sent))
  const session = sessionState()
  let isForgotten = false
  const logout = async (userId: string) => {
    await refreshSession()
    // After a sign-in in another tab the cookie is that of another person, whose session goes on; so does a session that was opened since the
    // sign-out. Where another person has signed in here since then, the response has replaced that person's cookie by the one of this session.
    const now = sessionState()
    const isOfOther = now.status === 'signedIn' && now.user.id !== userId
    const canBeEnded = isForgotten ? isOfOther || !mayHaveCookie() : isOpen(now)
    if (canBeEnded && isCookieOf(userId)) await api.POST('/api/v1/auth/logout', { body: {} })
  }
  const limit = new Promise((waited) => setTimeout(waited, maxWaitMs))
  if (session.status === 'signedIn')
    await Promise.race([logout(session.user.id).catch(() => undefined), limit])
  forgetSessionInAllTabs()
  isForgotten = true
}

/** After a sign-out: the other tabs of the browser must not go on to show what the user has seen. */
export function forgetSessionInAllTabs(): void {
  const session = sessionState()
  forgetSession()
  if (session.status !== 'signedIn') return
  localStore.set(signedOutKey, session.user.id)
  localStore.remove(signedOutKey)
}
