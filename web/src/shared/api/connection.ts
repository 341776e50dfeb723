import { useSyncExternalStore } from 'react'
import { basePath } from '../base-path.ts'

// Whether the service can be reached. The browser's `online` is not enough: it is also true in a network without a connection to the
// service.

type Connection = { isOffline: boolean; lastResponseAt: number }

const probeEveryMs = 5_000
/** In some networks a request neither gets a response nor fails for minutes. */
const probeTimeoutMs = 10_000

let state: Connection = { isOffline: false, lastResponseAt: Date.now() }
let probing: Promise<boolean> | null = null
const listeners = new Set<() => void>()

function setState(next: Connection): void {
  const isChanged = next.isOffline !== state.isOffline
  state = next
  if (isChanged) for (const listener of listeners) listener()
}

export const subscribeConnection = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isOffline = (): boolean => state.isOffline
export const lastResponseAt = (): number => state.lastResponseAt
export const useIsOffline = (): boolean => useSyncExternalStore(subscribeConnection, isOffline, isOffline)

/** Called after a response that the service itself has made: no error of it, nor of a proxy before it. */
export const recordResponse = (): void => setState({ isOffline: false, lastResponseAt: Date.now() })

/**
 * Called after a request without a response, or with an error of the service or of a proxy before it. A single response may be lost, so the
 * app is offline only when a second request fails, too.
 */
export const recordFailure = (): void => void probeService()

/** Whether the service responds to a request that is sent now; simultaneous callers share it. */
export function probeService(): Promise<boolean> {
  probing ??= probe().finally(() => {
    probing = null
  })
  return probing
}

async function probe(): Promise<boolean> {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), probeTimeoutMs)
  try {
    const { ok } = await fetch(`${basePath}/healthz`, { cache: 'no-store', signal: timeout.signal })
    // Where the service has stopped, a proxy before it responds with an error.
    if (ok) recordResponse()
    else goOffline()
    return ok
  } catch {
    goOffline()
    return false
  } finally {
    clearTimeout(timer)
  }
}

function goOffline(): void {
  if (!state.isOffline) setTimeout(probeAgain, probeEveryMs)
  setState({ ...state, isOffline: true })
}

/** Repeats the request until the service responds. */
async function probeAgain(): Promise<void> {
  if (state.isOffline && !(await probeService())) setTimeout(probeAgain, probeEveryMs)
}

/** Follows the browser's events about its network. */
export function watchConnection(): void {
  window.addEventListener('offline', goOffline)
  window.addEventListener('online', () => void probeService())
  if (!navigator.onLine) goOffline()
}
