import { type RouterHistory, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

// The browser's Back closes the dialog on top. For that, each open dialog has an entry of the history above the entry of its
// page; `state.dialogs` counts them. A dialog that is closed in another way leaves its entry: the next dialog takes it, and
// Back skips it.

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** How many entries of dialogs lie between the page's own entry and this one, itself included. */
    dialogs?: number
  }
}

type OpenDialog = { close: () => void }

const open: OpenDialog[] = []

const remove = (dialog: OpenDialog): void => {
  const index = open.indexOf(dialog)
  if (index >= 0) open.splice(index, 1)
}

/** Closes the dialog that calls it by the browser's Back, from its first render on; without `onClose` Back is not concerned with it. */
export function useBackCloses(onClose: (() => void) | undefined): void {
  const router = useRouter()
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    if (!close.current) return
    closeByBack(router.history)
    const dialog = { close: () => close.current?.() }
    open.push(dialog)
    const dialogs = open.length
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

/** Since the first dialog of this history. */
function closeByBack(history: RouterHistory): void {
  if (followedHistory === history) return
  followedHistory = history
  let dialogs = history.location.state.dialogs ?? 0
  history.subscribe(({ location, action }) => {
    const before = dialogs
    dialogs = location.state.dialogs ?? 0
    if (action.type !== 'BACK' || dialogs >= before) return
    const closed = open.splice(dialogs)
    for (const dialog of closed.toReversed()) dialog.close()
    if (closed.length === 0) history.back()
  })
}

let followedHistory: RouterHistory | null = null
