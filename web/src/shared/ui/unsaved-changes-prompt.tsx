import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before the page, the tab or the window is left while a form on a page has changes that are not saved. */
export function UnsavedChangesPrompt({ isChanged }: { isChanged: boolean }) {
  const { t } = useTranslation()
  const { history } = useRouter()
  const [decide, setDecide] = useState<((isBlocked: boolean) => void) | null>(null)
  useEffect(() => {
    if (!isChanged) return
    return history.block({
      enableBeforeUnload: true,
      blockerFn: ({ currentLocation, nextLocation }) =>
        // A dialog over the page adds an entry of the same address.
        currentLocation.href !== nextLocation.href &&
        new Promise<boolean>((resolve) => setDecide(() => resolve)),
    })
  }, [isChanged, history])
  if (!decide) return null
  const decideWith = (isBlocked: boolean) => () => {
    setDecide(null)
    decide(isBlocked)
  }
  return (
    <Dialog title={t('unsaved.title')}>
      <p>{t('unsaved.text')}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="danger" onClick={decideWith(false)}>
          {t('unsaved.leave')}
        </Button>
        <Button onClick={decideWith(true)}>{t('unsaved.stay')}</Button>
      </div>
    </Dialog>
  )
}
