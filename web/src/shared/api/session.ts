import { useSyncExternalStore } from 'react'
import { setServiceCookie, storageKey } from '../base-path.ts'
import { localStore } from '../storage.ts'
import { type SignedIn, sendRefresh } from './refresh-request.ts'
import type { User } from './types.ts'

// The signed-in user. The access token is only in this module's memory; the refresh token is in a cookie that scripts
// cannot read. `localStorage` only stores that such a cookie may exist, so that a reload tries it.

type State =
  | { status: 'unknown' | 'anonymous' }
  /**
   * `hasEnded`: the service has ended the session, or, with `isCookieOfOther`, another person has signed in in another tab, so that the browser's
   * cookie is that person's. The screen stays, and the user is asked for the password (SessionEnded).
   */
  | { status: 'signedIn'; user: User; hasEnded?: boolean; isCookieOfOther?: boolean }

const hintKey = storageKey('session')
/** In `localStorage`, for a moment, the id of the user who has signed out: the browser tells the other tabs of each change. */
export const signedOutKey = storageKey('signed-out')
const refreshAheadMs = 30_000

let state: State = { status: 'unknown' }
let access: { token: string; expiresAt: number } | null = null
let refreshing: Promise<boolean> | null = null
/** The number of sign-ins, refreshes and sign-outs of this page: another number is another session or another token. */
let sessionVersion = 0
/** Requests that wait until the user of an ended session has signed in again. */
let waitingRequests: ((isSignedIn: boolean) => void)[] = []
/**
 * Set where the session of this page has ended without a sign-out, and the page is now that of a visitor: the refusal is the service's text, for
 * example that the account is blocked.
 */
let lastSessionEnd: { refusal: string | null } | null = null
/** The last signed-in user of this page; null while nobody has signed in. */
let lastUserId: string | null = null
/** The user whose refresh token the browser's cookie has, as far as this page knows. */
let cookieUserId: string | null = null
const listeners = new Set<() => void>()
const userListeners = new Set<() => void>()
const lossListeners = new Set<() => void>()

function setState(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const sessionState = (): State => state
export const useSession = (): State => useSyncExternalStore(subscribe, sessionState, sessionState)

/** The signed-in user, or null. */
export function useUser(): User | null {
  const session = useSession()
  return session.status === 'signedIn' ? session.user : null
}

/** Runs `listener` before another person uses this page: the cached responses are those of the person before. */
export function onUserChange(listener: () => void): void {
  userListeners.add(listener)
}

/**
 * Runs `listener` where this page becomes that of a visitor without its user's action, because the service has refused to renew the session, or
 * because the user has signed out in another tab: the visitor must leave a page of a signed-in user.
 */
export function onSessionLost(listener: () => void): void {
  lossListeners.add(listener)
  globalThis.addEventListener('storage', ({ key, newValue }) => {
    if (key !== signedOutKey || state.status !== 'signedIn' || state.user.id !== newValue) return
    // A page that stood still meanwhile learns it late: the cookie and the hint may be those of a later session, and stay.
    becomeVisitor()
    listener()
  })
}

/** Stores the response of a sign-in, a registration or a refresh. */
export function openSession({ accessToken, expiresIn, user }: SignedIn): void {
  const isOther = lastUserId !== null && lastUserId !== user.id
  lastUserId = user.id
  cookieUserId = user.id
  sessionVersion += 1
  access = { token: accessToken, expiresAt: Date.now() + expiresIn * 1_000 }
  lastSessionEnd = null
  localStore.set(hintKey, 'open')
  setServiceCookie('session', 'open')
  if (isOther) for (const listener of userListeners) listener()
  setState({ status: 'signedIn', user })
  resumeRequests(true)
}

function resumeRequests(isSignedIn: boolean): void {
  const requests = waitingRequests
  waitingRequests = []
  for (const resume of requests) resume(isSignedIn)
}

/** Waits until the user of an ended session has signed in again; false where no session has ended, or the user signs out instead. */
export function waitForSignIn(): Promise<boolean> {
  if (state.status !== 'signedIn' || !state.hasEnded) return Promise.resolve(false)
  return new Promise((resolve) => waitingRequests.push(resolve))
}

/** The end of the last session, if the sign-in page has to say it. */
export const endOfLastSession = (): { refusal: string | null } | null => lastSessionEnd

/** After the profile was changed. A response that arrives after the user has signed out changes nothing. */
export function updateUser(user: User): void {
  if (state.status === 'signedIn' && state.user.id === user.id) setState({ ...state, user })
}

/** Whether the browser's cookie is that user's, as far as this page knows. */
export const isCookieOf = (userId: string): boolean => cookieUserId === userId

/** Whether the browser may have the cookie of a session: somebody has signed in, in any tab, and not signed out. */
export const mayHaveCookie = (): boolean => localStore.get(hintKey) !== null

export function forgetSession(): void {
  // The refresh token in the cookie may be that of the person who has signed in in another tab.
  if (state.status !== 'signedIn' || !state.isCookieOfOther) {
    localStore.remove(hintKey)
    setServiceCookie('session', '')
  }
  becomeVisitor()
}

function becomeVisitor(): void {
  sessionVersion += 1
  access = null
  setState({ status: 'anonymous' })
  resumeRequests(false)
}

/**
 * After the service has ended all sessions of a user: where the session of this page was one of them, the page becomes that of a visitor.
 * The session of another user goes on.
 */
export async function forgetEndedSession(): Promise<void> {
  if (state.status !== 'signedIn') return
  await refreshSession()
  if (state.status === 'signedIn' && state.hasEnded) forgetSession()
}

/**
 * Another person has signed in in another tab, so the cookie is that person's. This page shows the data of the first person, and what is
 * clicked here must not be done as the other: the first person is asked for the password, as after the end of a session.
 */
function pauseSession(): void {
  if (state.status !== 'signedIn') return
  access = null
  setState({ ...state, hasEnded: true, isCookieOfOther: true })
}

function endSession(): void {
  if (state.status !== 'signedIn') {
    lastSessionEnd = { refusal: null }
    forgetSession()
    return
  }
  access = null
  localStore.remove(hintKey)
  setServiceCookie('session', '')
  setState({ ...state, hasEnded: true })
}

function refuseSession(refusal: string | null): void {
  lastSessionEnd = { refusal }
  forgetSession()
  for (const listener of lossListeners) listener()
}

/**
 * Short, because the page is inert meanwhile. The second try comes within the ten seconds in which the service accepts the same refresh token
 * again, also where the first one hangs for `refreshWithinMs` (refresh-request.ts). The third is for requests that failed at once or never arrived.
 */
const restoreDelaysMs = [500, 1_500]

/**
 * Runs once, before the first page: signs in again after a reload. A visitor without a session sends no request. A single lost or failed
 * response is not taken for the end of the session: the request is repeated before a signed-in user is shown the page of a visitor.
 */
export async function restoreSession(): Promise<void> {
  if (mayHaveCookie()) {
    await refreshSession()
    for (const delayMs of restoreDelaysMs) {
      if (state.status !== 'unknown' || !navigator.onLine) break
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      await refreshSession()
    }
  }
  if (state.status === 'unknown') setState({ status: 'anonymous' })
}

/**
 * The access token, renewed where it would expire during a request that is sent within `delayMs`. Where it could not be renewed, the old one,
 * which may have expired; null for a visitor, and after the end of the session.
 */
export async function freshToken(delayMs = 0): Promise<string | null> {
  if (access && access.expiresAt - Date.now() < refreshAheadMs + delayMs) await refreshSession()
  return access?.token ?? null
}

/**
 * Gets a new access token for the refresh token in the cookie; concurrent callers share one request. False where there is no new token:
 * the session has ended, the cookie is another person's, or it is unknown, because the service did not respond, or failed, or has had too many
 * requests.
 */
export function refreshSession(): Promise<boolean> {
  const versionBefore = sessionVersion
  refreshing ??= oneTabAtATime(() => requestRefresh(versionBefore)).finally(() => {
    refreshing = null
  })
  return refreshing
}

// Tabs use the refresh token one after another: the service takes a second use of one token, more than ten seconds after the
// first, for a theft.
const oneTabAtATime = (work: () => Promise<boolean>): Promise<boolean> =>
  navigator.locks ? navigator.locks.request(storageKey('refresh-session'), work) : work()

async function requestRefresh(versionBefore: number): Promise<boolean> {
  const response = await sendRefresh()
  // There is no response, or it was cut off: the session may still be valid.
  if (response === null) return false
  const { status, session, refusal } = response
  // Also where the response comes after a sign-out: the response has set the cookie.
  if (session) cookieUserId = session.user.id
  // The user has signed in or out meanwhile: the response belongs to the session before.
  if (sessionVersion !== versionBefore) return access !== null
  if (session) {
    const isOther = state.status === 'signedIn' && state.user.id !== session.user.id
    if (isOther) pauseSession()
    else openSession(session)
    return !isOther
  }
  // 401: the user can sign in again over the page. 403: the account is blocked or the origin is refused, so a password does not help.
  if (status === 401) endSession()
  else if (status === 403) refuseSession(refusal)
  return false
}
