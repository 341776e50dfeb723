// Short messages about the result of an action, read out by screen readers; <Toaster> shows them.

export type Toast = {
  id: number
  kind: 'done' | 'failed' | 'undoable'
  text: string
  /** Only of `undoable`. */
  undo?: () => void
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function setToasts(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const show = (kind: Toast['kind'], text: string): void => {
  lastId += 1
  // A text is shown once at a time, and never more messages than fit on a phone.
  setToasts([...toasts.filter((each) => each.text !== text), { id: lastId, kind, text }].slice(-3))
}

export const toast = {
  /** A message that stays until it is dismissed. Returns its id. */
  undoable: (text: string, undo: () => void): number => {
    lastId += 1
    setToasts([...toasts, { id: lastId, kind: 'undoable' as const, text, undo }].slice(-3))
    return lastId
  },
  done: (text: string) => show('done', text),
  failed: (text: string) => show('failed', text),
  dismiss: (id: number) => setToasts(toasts.filter((each) => each.id !== id)),
}

export const currentToasts = () => toasts
export const subscribeToasts = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
