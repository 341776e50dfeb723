import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { backdropClick } from './backdrop-click.ts'
import { addDialog } from './open-dialogs.ts'
import { useCloseOnBack } from './use-close-on-back.ts'

type Props = {
  title: string
  /** Where it is absent, only the buttons inside close the dialog. */
  onClose?: (() => void) | undefined
  children: ReactNode
}

/**
 * Rendered while open. The browser's own modal dialog: it keeps the focus inside, closes on Escape and by the
 * browser's Back, and gives the focus back. A sheet from below on a phone.
 */
export function Dialog({ title, onClose, children }: Props) {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const [click] = useState(backdropClick)
  useCloseOnBack(onClose)
  // The dialog is closed while it is still in the page: only then does the focus return to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    element.showModal()
    // React applies `autoFocus` before the dialog is shown, when nothing in it can have the focus.
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    const remove = addDialog(element)
    return () => {
      remove()
      element.close()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      {...(!onClose && { closedby: 'none' })}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
      onPointerDown={(event) => click.press(event.target)}
      onClick={(event) => click.isOn(dialog.current, event.target) && onClose?.()}
      className="mx-auto mt-auto mb-0 max-h-[92dvh] w-full max-w-lg overflow-y-auto rounded-t-2xl bg-surface p-0 text-ink shadow-2xl sm:my-auto sm:rounded-2xl"
    >
      <div className="grid grid-cols-1 gap-4 p-5 sm:p-6">
        <header className="flex items-start gap-4">
          <h2 id={heading} className="grow text-xl font-semibold">
            {title}
          </h2>
          {onClose && (
            <button
              type="button"
              aria-label={t('action.close')}
              onClick={onClose}
              className="-m-1 grid size-9 pointer-coarse:-m-2 pointer-coarse:size-11 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunken"
            >
              <X aria-hidden size={20} />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  )
}
