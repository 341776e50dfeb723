import { CircleCheck, CircleX, Clock, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { currentToasts, subscribeToasts, type Toast, toast } from '../api/toast.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { classes } from './classes.ts'
import { subscribeDialogs, topmostDialog } from './open-dialogs.ts'

const shownMs = { done: 5_000, failed: 10_000, canUndo: null }
const icons = { done: CircleCheck, failed: CircleX, canUndo: Clock }
const tones = { done: 'text-brand', failed: 'text-bad', canUndo: 'text-soft' }

/**
 * The messages, inside the topmost dialog where one is open. The region of the page stays: screen readers read what is added to a
 * region, not a region that is added with its content.
 */
export function Toaster() {
  const { t } = useTranslation()
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts)
  const dialog = useSyncExternalStore(subscribeDialogs, topmostDialog, () => null)
  const messages = toasts.map((each) => <Message key={each.id} {...each} />)
  const regionOf = (isUsed: boolean) => (
    <section
      aria-label={isUsed ? t('toast.region') : undefined}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 grid justify-items-center gap-2 px-4 md:bottom-6"
    >
      {isUsed && messages}
    </section>
  )
  return (
    <>
      {regionOf(dialog === null)}
      {dialog && createPortal(regionOf(true), dialog)}
    </>
  )
}

/** A message that offers to undo an action has no button to close it: the button would take the only way to undo away. */
function Message({ id, kind, text, undo }: Toast) {
  const { t } = useTranslation()
  useEffect(() => {
    const ms = shownMs[kind]
    if (ms === null) return
    const timer = setTimeout(() => toast.dismiss(id), ms)
    return () => clearTimeout(timer)
  }, [id, kind])
  const Icon = icons[kind]
  return (
    <div className="pointer-events-auto flex w-full max-w-md items-start gap-3 rounded-xl border border-line bg-surface p-3 shadow-lg">
      <Icon aria-hidden className={classes('mt-0.5 size-5 shrink-0', tones[kind])} />
      <p className="min-w-0 grow wrap-anywhere">{text}</p>
      {undo ? (
        <button
          type="button"
          onClick={undo}
          className="min-h-6 rounded font-medium pointer-coarse:min-h-11 text-brand-strong underline underline-offset-4"
        >
          {t('action.undo')}
        </button>
      ) : (
        <button
          type="button"
          aria-label={t('action.close')}
          onClick={() => toast.dismiss(id)}
          className="grid size-6 shrink-0 pointer-coarse:size-11 place-items-center rounded text-soft hover:bg-sunken"
        >
          <X aria-hidden size={16} />
        </button>
      )}
    </div>
  )
}
