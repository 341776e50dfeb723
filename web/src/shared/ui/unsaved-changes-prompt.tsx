import { type RouterHistory, useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { addUnsavedChanges } from './unsaved-changes.ts'

type Props = {
  isChanged: boolean
  /** A button that closes the form and stays on the page: it calls `leave`, which asks before it closes the form. */
  children?: (leave: (close: () => void) => void) => ReactNode
}

/** Asks before the page, the tab, the window or the form is left while a form on a page has changes that are not saved. */
export function UnsavedChangesPrompt({ isChanged, children }: Props) {
  const { t } = useTranslation()
  const { history }: { history: RouterHistory } = useRouter()
  const [decide, setDecide] = useState<((isBlocked: boolean) => void) | null>(null)
  useEffect(() => {
    if (!isChanged) return
    const remove = addUnsavedChanges()
    const unblock = history.block({
      enableBeforeUnload: true,
      blockerFn: ({ currentLocation, nextLocation }) =>
        // A dialog over the page adds an entry of the same address.
        currentLocation.href !== nextLocation.href &&
        new Promise<boolean>((resolve) => setDecide(() => resolve)),
    })
    return () => {
      remove()
      unblock()
    }
  }, [isChanged, history])
  const leave = (close: () => void) =>
    isChanged ? setDecide(() => (isBlocked: boolean) => !isBlocked && close()) : close()
  const buttons = children?.(leave)
  if (!decide) return buttons
  const decideWith = (isBlocked: boolean) => () => {
    setDecide(null)
    decide(isBlocked)
  }
  return (
    <>
      {buttons}
      <Dialog title={t('unsaved.title')}>
        <p>{t('unsaved.text')}</p>
        {/* The first button has the focus: Enter must not discard the input. */}
        <div className="flex flex-row-reverse flex-wrap gap-2">
          <Button onClick={decideWith(true)}>{t('unsaved.stay')}</Button>
          <Button look="danger" onClick={decideWith(false)}>
            {t('unsaved.leave')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
