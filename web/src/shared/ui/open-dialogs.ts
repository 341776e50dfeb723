import { toast } from '../api/toast.ts'

// The dialogs on the screen. A modal dialog covers everything outside it, and neither a pointer, nor the keyboard, nor a screen reader
// reaches it there; so messages are shown inside the topmost dialog.

let dialogs: readonly HTMLElement[] = []
const listeners = new Set<() => void>()

function setDialogs(next: readonly HTMLElement[]): void {
  dialogs = next
  for (const listener of listeners) listener()
}

/**
 * Registers a dialog that was opened; the returned function removes it. Earlier successes are dismissed: on a phone they would cover the
 * fields of the dialog.
 */
export function addDialog(dialog: HTMLElement): () => void {
  toast.dismissDone()
  setDialogs([...dialogs, dialog])
  return () => setDialogs(dialogs.filter((each) => each !== dialog))
}

/** The dialog that was opened last; null where none is open. */
export const topmostDialog = (): HTMLElement | null => dialogs.at(-1) ?? null
export const subscribeDialogs = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
