import { useSyncExternalStore } from 'react'
import { basePath } from '../base-path.ts'

// Whether the service can be reached. The browser's own word is not enough: it says `online` in a network without a way to the service.

type Connection = { isOffline: boolean; lastResponseAt: number }

const probeEveryMs = 5_000

let state: Connection = { isOffline: false, lastResponseAt: Date.now() }
let probing: Promise<boolean> | null = null
const listeners = new Set<() => void>()

function set(next: Connection): void {
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

/** The service has answered a request, whatever the answer is. */
export const noteResponse = (): void => set({ isOffline: false, lastResponseAt: Date.now() })

/** A request got no answer. One answer may be lost; only where the service does not answer now either, the screen is offline. */
export const noteSilence = (): void => void probeService()

/** Asks the service once; who asks meanwhile shares the answer. */
export function probeService(): Promise<boolean> {
  probing ??= probe().finally(() => {
    probing = null
  })
  return probing
}

async function probe(): Promise<boolean> {
  try {
    await fetch(`${basePath}/healthz`, { cache: 'no-store' })
    noteResponse()
    return true
  } catch {
    goOffline()
    return false
  }
}

function goOffline(): void {
  if (!state.isOffline) setTimeout(probeAgain, probeEveryMs)
  set({ ...state, isOffline: true })
}

/** Until the service answers. */
async function probeAgain(): Promise<void> {
  if (state.isOffline && !(await probeService())) setTimeout(probeAgain, probeEveryMs)
}

/** Follows what the browser says about its network. */
export function watchConnection(): void {
  window.addEventListener('offline', goOffline)
  window.addEventListener('online', () => void probeService())
  if (!navigator.onLine) goOffline()
}
