import type { ReactNode } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Form } from './form.tsx'

type FormProps = {
  submitLabel: string
  /** The label of the button that closes the dialog; “Cancel” by default. */
  closeLabel?: string
  error: unknown
  isRunning: boolean
  isDisabled?: boolean
  onReload?: () => Promise<unknown>
  onSubmit: (values: Record<string, string>) => void
  onClose: () => void
  /** The fields and the consequences. */
  children: ReactNode
}

/** The form of a dialog before an action that cannot be undone, with the two buttons that end it. */
export function ConfirmForm({
  submitLabel,
  closeLabel,
  isRunning,
  isDisabled,
  onClose,
  children,
  ...form
}: FormProps) {
  const { t } = useTranslation()
  return (
    <Form {...form}>
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        {/* While the action is running, a click on this button would not prevent it. */}
        <Button look="secondary" disabled={isRunning} onClick={onClose}>
          {closeLabel ?? t('action.cancel')}
        </Button>
        <Button type="submit" look="danger" isBusy={isRunning} disabled={isDisabled}>
          {submitLabel}
        </Button>
      </div>
    </Form>
  )
}

type Props = Omit<FormProps, 'children'> & {
  /** Fields below the text. */
  children?: ReactNode
  title: string
  /** The consequences. */
  text: ReactNode
}

/** Asks for confirmation before an action that cannot be undone. */
export const ConfirmDialog = ({ title, text, children, ...form }: Props) => (
  <Dialog title={title} onClose={form.onClose}>
    <ConfirmForm {...form}>
      <p>{text}</p>
      {children}
    </ConfirmForm>
  </Dialog>
)
