import { useSyncExternalStore } from 'react'
import { freshToken } from './session.ts'
import { toast } from './toast.ts'

// Actions that can be undone because they are sent some seconds later. When the page is left they are sent at once, so their
// requests need `keepalive`, which lets them outlive the page.

export const undoMs = 6_000

type Held = { send: () => void; timer: ReturnType<typeof setTimeout>; message: number }

let held: ReadonlyMap<string, Held> = new Map()
const listeners = new Set<() => void>()

function set(next: Map<string, Held>): void {
  held = next
  for (const listener of listeners) listener()
}

/** Removes an action, and its message from the screen, and returns the action; undefined where it was sent or undone already. */
function release(key: string): Held | undefined {
  const one = held.get(key)
  if (!one) return undefined
  clearTimeout(one.timer)
  toast.dismiss(one.message)
  set(new Map([...held].filter(([other]) => other !== key)))
  return one
}

/**
 * Sends an action after `undoMs`; until then a message on the screen can undo it. `key` is the id of the object, or several ids with
 * spaces between. An action that is held already is not held twice.
 */
export function hold(key: string, text: string, send: () => void): void {
  if (held.has(key)) return
  globalThis.addEventListener('pagehide', sendHeld)
  // A page that is being left cannot wait for a new token.
  void freshToken()
  const timer = setTimeout(() => release(key)?.send(), undoMs)
  const message = toast.undoable(text, () => void release(key))
  set(new Map(held).set(key, { send, timer, message }))
}

/** Sends all that is held at once: the page is left, or the session ends. */
export function sendHeld(): void {
  for (const key of [...held.keys()]) release(key)?.send()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const current = () => held

/** Whether an action on this object waits to be sent. */
export function useIsHeld(): (id: string) => boolean {
  const now = useSyncExternalStore(subscribe, current, current)
  return (id) => [...now.keys()].some((key) => key.split(' ').includes(id))
}
