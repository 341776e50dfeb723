import { useSyncExternalStore } from 'react'
import { basePath, storageKey, tellService } from '../base-path.ts'
import { currentLanguage } from '../i18n/language.ts'
import type { Answer, User } from './types.ts'

// The signed-in user. The access token is only in this module's memory; the refresh token is in a cookie that scripts
// cannot read. Only a note survives a reload here: that there may be such a cookie.

type SignedIn = Answer<'login'>
type State =
  | { status: 'unknown' | 'anonymous' }
  /** `hasEnded`: the service has ended the session. The screen stays, and the user is asked for the password (SessionEnded). */
  | { status: 'signedIn'; user: User; hasEnded?: boolean }

const hint = storageKey('session')
const renewAheadMs = 30_000

let state: State = { status: 'unknown' }
let access: { token: string; until: number } | null = null
let renewing: Promise<boolean> | null = null
/** Requests that wait until the user of an ended session has signed in again. */
let waiting: ((isSignedIn: boolean) => void)[] = []
/** True where this page was opened with a session that had ended. */
let hadEnded = false
const listeners = new Set<() => void>()

function set(next: State): void {
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

/** Stores the response of a sign-in or a registration. */
export function openSession({ accessToken, expiresIn, user }: SignedIn): void {
  access = { token: accessToken, until: Date.now() + expiresIn * 1_000 }
  hadEnded = false
  localStorage.setItem(hint, 'open')
  tellService('session', 'open')
  set({ status: 'signedIn', user })
  resumeRequests(true)
}

function resumeRequests(isSignedIn: boolean): void {
  const requests = waiting
  waiting = []
  for (const resume of requests) resume(isSignedIn)
}

/** True once the user of an ended session has signed in again; false at once where no session has ended, or when the user leaves it. */
export function signedInAgain(): Promise<boolean> {
  if (state.status !== 'signedIn' || !state.hasEnded) return Promise.resolve(false)
  return new Promise((resolve) => waiting.push(resolve))
}

/** Whether the sign-in page has to say that the last session has ended. */
export const sessionHadEnded = (): boolean => hadEnded

/** After the profile was changed. */
export const updateUser = (user: User): void => set({ status: 'signedIn', user })

export function forgetSession(): void {
  access = null
  localStorage.removeItem(hint)
  tellService('session', '')
  set({ status: 'anonymous' })
  resumeRequests(false)
}

function endSession(): void {
  if (state.status !== 'signedIn') {
    hadEnded = true
    forgetSession()
    return
  }
  access = null
  localStorage.removeItem(hint)
  tellService('session', '')
  set({ ...state, hasEnded: true })
}

/** Runs once, before the first page: signs in again after a reload. A visitor without a session sends no request. */
export async function restoreSession(): Promise<void> {
  if (localStorage.getItem(hint)) await renewSession()
  else set({ status: 'anonymous' })
}

/** A token that stays valid for this request, or null for a visitor. */
export async function freshToken(): Promise<string | null> {
  if (access && access.until - Date.now() < renewAheadMs) await renewSession()
  return access?.token ?? null
}

/** Exchanges the cookie for a new token; concurrent callers share one exchange. False where the session has ended. */
export function renewSession(): Promise<boolean> {
  renewing ??= inOneTab(exchange).finally(() => {
    renewing = null
  })
  return renewing
}

// Two tabs that use one refresh token would look like a theft, so they take turns.
const inOneTab = (work: () => Promise<boolean>): Promise<boolean> =>
  navigator.locks ? navigator.locks.request(storageKey('renew-session'), work) : work()

async function exchange(): Promise<boolean> {
  let answer: Response
  try {
    answer = await fetch(`${basePath}/api/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': currentLanguage() },
      body: '{}',
    })
  } catch {
    // There is no network: the session may still be valid.
    if (state.status === 'unknown') set({ status: 'anonymous' })
    return false
  }
  if (answer.ok) {
    openSession((await answer.json()) as SignedIn)
    return true
  }
  if (answer.status === 401) endSession()
  else if (answer.status === 403) forgetSession()
  else if (state.status === 'unknown') set({ status: 'anonymous' })
  return false
}
