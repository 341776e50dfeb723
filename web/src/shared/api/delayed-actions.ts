import { useSyncExternalStore } from 'react'
import { freshToken } from './session.ts'
import { toast } from './toast.ts'

// Actions that are sent some seconds later, so that the user can undo them. When the user leaves the page they are sent at once, so their
// requests need `keepalive`: without it the browser aborts them. They are also sent when the page is hidden, for example by another app: a phone
// then stops the timers, and may discard the page without `pagehide`.

export const undoMs = 6_000

/** `toastId` is the id of the message that offers to undo the action. */
type DelayedAction = { send: () => void; timer: ReturnType<typeof setTimeout>; toastId: number }

let delayedActions: ReadonlyMap<string, DelayedAction> = new Map()
const listeners = new Set<() => void>()

function setDelayedActions(next: Map<string, DelayedAction>): void {
  delayedActions = next
  for (const listener of listeners) listener()
}

/** Removes a delayed action and its message from the screen, and returns it; undefined where it was sent or undone already. */
function removeAction(key: string): DelayedAction | undefined {
  const action = delayedActions.get(key)
  if (!action) return undefined
  clearTimeout(action.timer)
  toast.dismiss(action.toastId)
  setDelayedActions(new Map([...delayedActions].filter(([other]) => other !== key)))
  return action
}

/**
 * Sends an action after `undoMs`; until then the user can undo it by a message on the screen. `key` is the id of the object, or several ids with
 * spaces between. An action whose key waits already is ignored.
 */
export function delayAction(key: string, text: string, send: () => void): void {
  if (delayedActions.has(key)) return
  globalThis.addEventListener('pagehide', sendDelayedActions)
  globalThis.addEventListener('visibilitychange', sendIfHidden)
  // A page that is being left cannot wait for a new token, and it may be left at the end of the delay.
  void freshToken(undoMs)
  const timer = setTimeout(() => removeAction(key)?.send(), undoMs)
  const toastId = toast.withUndo(text, () => void removeAction(key))
  setDelayedActions(new Map(delayedActions).set(key, { send, timer, toastId }))
}

function sendIfHidden(): void {
  if (document.visibilityState === 'hidden') sendDelayedActions()
}

/** Sends all delayed actions at once, because the user leaves the page or signs out. */
export function sendDelayedActions(): void {
  for (const key of [...delayedActions.keys()]) removeAction(key)?.send()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const current = () => delayedActions

/** Whether an action on this object waits to be sent. */
export function useHasDelayedAction(): (id: string) => boolean {
  const delayed = useSyncExternalStore(subscribe, current, current)
  return (id) => [...delayed.keys()].some((key) => key.split(' ').includes(id))
}
