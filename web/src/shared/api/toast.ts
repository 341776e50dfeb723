// Short messages about the result of an action, read out by screen readers; <Toaster> shows them.

export type Toast = {
  id: number
  kind: 'done' | 'failed' | 'canUndo'
  text: string
  /** Only of `canUndo`. */
  undo?: () => void
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function setToasts(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** As many messages as fit on a phone; those that can be undone do not count. */
const maxToasts = 3

/** Adds a message. Where there are too many, the oldest success is removed, and where there is no success the oldest error. */
function add(message: Toast): void {
  const counted = toasts.filter(({ kind }) => kind !== 'canUndo')
  const leastImportantFirst = [
    ...counted.filter(({ kind }) => kind === 'done'),
    ...counted.filter(({ kind }) => kind === 'failed'),
  ]
  const dropped = leastImportantFirst.slice(0, Math.max(0, counted.length + 1 - maxToasts))
  setToasts([...toasts.filter((each) => !dropped.includes(each)), message])
}

function show(kind: 'done' | 'failed', text: string): void {
  lastId += 1
  // A text is shown once at a time.
  setToasts(toasts.filter((each) => each.kind === 'canUndo' || each.text !== text))
  add({ id: lastId, kind, text })
}

export const toast = {
  /** A message that stays until it is dismissed. Returns its id. */
  withUndo: (text: string, undo: () => void): number => {
    lastId += 1
    setToasts([...toasts, { id: lastId, kind: 'canUndo', text, undo }])
    return lastId
  },
  done: (text: string) => show('done', text),
  failed: (text: string) => show('failed', text),
  dismissDone: () => setToasts(toasts.filter(({ kind }) => kind !== 'done')),
  dismiss: (id: number) => setToasts(toasts.filter((each) => each.id !== id)),
}

export const currentToasts = () => toasts
export const subscribeToasts = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
