import { type RouterHistory, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

// The browser's Back button closes the topmost dialog. For this, each open dialog adds an entry to the history above the entry of its
// page; `state.dialogs` counts these entries. A dialog that is closed in another way leaves its entry, which the next dialog reuses and
// which Back skips.

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The number of dialog entries after the page's own entry, this entry included. */
    dialogs?: number
  }
}

type ClosableDialog = { close: () => void }

const dialogsClosedByBack: ClosableDialog[] = []

const remove = (dialog: ClosableDialog): void => {
  const index = dialogsClosedByBack.indexOf(dialog)
  if (index >= 0) dialogsClosedByBack.splice(index, 1)
}

/** Closes the calling dialog when the user presses Back, from its first render on; a dialog without `onClose` is not closed. */
export function useCloseOnBack(onClose: (() => void) | undefined): void {
  const router = useRouter()
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    if (!close.current) return
    const dialog = { close: () => close.current?.() }
    dialogsClosedByBack.push(dialog)
    const dialogs = dialogsClosedByBack.length
    if ((router.history.location.state.dialogs ?? 0) < dialogs)
      void router.navigate({
        to: '.',
        search: true,
        hash: true,
        state: (before) => ({ ...before, dialogs }),
        resetScroll: false,
      })
    return () => remove(dialog)
  }, [router])
}

/**
 * Called at the start of the app: the entry of a dialog that was open at a reload is there before any dialog opens. Returns the function that
 * ends it.
 */
export function listenForBack(history: RouterHistory): () => void {
  let dialogs = history.location.state.dialogs ?? 0
  return history.subscribe(({ location, action }) => {
    const before = dialogs
    dialogs = location.state.dialogs ?? 0
    if (action.type !== 'BACK' || dialogs >= before) return
    const closed = dialogsClosedByBack.splice(dialogs)
    for (const dialog of closed.toReversed()) dialog.close()
    if (closed.length === 0) history.back()
  })
}
