import type { ReactNode } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Form } from './form.tsx'

type Props = {
  title: string
  /** The consequences. */
  text: ReactNode
  submit: string
  error: unknown
  isRunning: boolean
  onReload?: () => void
  onSubmit: () => void
  onClose: () => void
}

/** Asks for confirmation before an action that cannot be undone. */
export function Confirm({ title, text, submit, onClose, isRunning, ...form }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} onClose={onClose}>
      <Form {...form}>
        <p>{text}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" look="danger" isBusy={isRunning}>
            {submit}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
