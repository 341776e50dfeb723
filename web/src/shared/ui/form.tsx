import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'
import { errorText } from '../api/error-text.ts'
import { isServiceSilent } from '../api/is-outcome-unknown.ts'
import { fieldErrors, hasObjectChanged, messagesWithoutField } from '../api/problem.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Alert } from './alert.tsx'
import { missingFields, type NumberError, numberErrors } from './missing-fields.ts'
import { ObjectChangedNotice } from './object-changed-notice.tsx'

const Errors = createContext<Record<string, string>>({})

/** The message for the field of that name, if the last response had one. */
export const useFieldError = (name: string): string | undefined => use(Errors)[name]

type InputError = { key: 'error.required' } | NumberError

type Props = {
  /** The typed values by field name, trimmed; passwords are not trimmed. */
  onSubmit: (values: Record<string, string>) => void
  /** The error of the last try: messages go to their fields, and messages without a field are shown above all fields. */
  error?: unknown
  /**
   * The message where the service did not respond, for a request that cannot be repeated: it says how to find out whether it was carried out.
   */
  noResponseText?: string
  /** For a form that edits: replaces the shown state by the present state. */
  onReload?: () => Promise<unknown>
  /** Something was typed or chosen. */
  onInput?: () => void
  /**
   * Nothing can be changed while this is true: what is typed during a save that closes the form would be lost, and a save that is running
   * knows nothing of it.
   */
  isBusy?: boolean
  children: ReactNode
  label?: string
}

/** Fields keep the typed input, whatever the response is; the first invalid field gets the focus. */
export function Form({
  onSubmit,
  error,
  noResponseText,
  onReload,
  onInput,
  isBusy = false,
  children,
  label,
}: Props) {
  const { t } = useTranslation()
  const form = useRef<HTMLFormElement>(null)
  const focused = useRef<HTMLElement>(null)
  // Keys and not texts, which would stay in the language of before after a change of the language.
  const [inputErrors, setInputErrors] = useState<Record<string, InputError>>({})
  const names = [...(form.current?.elements ?? [])].map((element) => element.getAttribute('name'))
  const inputTexts = Object.fromEntries(
    Object.entries(inputErrors).map(([name, { key, ...values }]) => [name, t(key, values)]),
  )
  const errors = { ...fieldErrors(error, names), ...inputTexts }
  const hasErrorAtField = Object.keys(errors).some((name) => names.includes(name))
  useEffect(() => {
    if (error || Object.keys(inputErrors).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error, inputErrors])
  // An element of an inert form loses the focus, and gets it back here, unless an invalid field has it.
  useEffect(() => {
    if (isBusy) return
    if (document.activeElement === document.body) focused.current?.focus()
    focused.current = null
  }, [isBusy])
  return (
    <Errors value={errors}>
      <form
        ref={form}
        noValidate
        inert={isBusy}
        onInput={onInput}
        aria-label={label}
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          focused.current = event.currentTarget.querySelector(':focus')
          const values = valuesOf(event.currentTarget)
          const missing = missingFields(fieldsToFillIn(event.currentTarget), values)
          const wrongNumbers = numberErrors(numberFieldsOf(event.currentTarget))
          setInputErrors(
            Object.fromEntries([
              ...missing.map((name) => [name, { key: 'error.required' }]),
              ...wrongNumbers,
            ]),
          )
          if (missing.length === 0 && wrongNumbers.length === 0) onSubmit(values)
        }}
      >
        <FormError
          {...{ error, noResponseText, onReload }}
          remaining={hasErrorAtField ? messagesWithoutField(error, names) : null}
        />
        {children}
      </form>
    </Errors>
  )
}

type FormErrorProps = {
  error: unknown
  /**
   * The messages without a field, if other messages are shown at their fields; null if no message is shown at a field, so that the error
   * is shown as a whole.
   */
  remaining: string[] | null
  noResponseText: string | undefined
  onReload: (() => Promise<unknown>) | undefined
}

/** The messages that belong to no field. */
function FormError({ error, remaining, noResponseText, onReload }: FormErrorProps) {
  const { t } = useTranslation()
  if (error === null || error === undefined || remaining?.length === 0) return null
  if (remaining)
    return (
      <Alert>
        {t('error.otherFields')} {[...new Set(remaining)].map((message) => `${message}.`).join(' ')}
      </Alert>
    )
  if (onReload && hasObjectChanged(error)) return <ObjectChangedNotice onReload={onReload} />
  if (noResponseText && isServiceSilent(error)) return <Alert>{noResponseText}</Alert>
  return <Alert>{errorText(error, t)}</Alert>
}

const fieldsToFillIn = (form: HTMLFormElement) => [
  ...form.querySelectorAll<HTMLInputElement>('[name][required], [name][data-day]'),
]
const numberFieldsOf = (form: HTMLFormElement) => [
  ...form.querySelectorAll<HTMLInputElement>('[name][type="number"]'),
]

function valuesOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].map(([name, value]) => {
    const text = typeof value === 'string' ? value : ''
    const field = form.elements.namedItem(name)
    const isPassword = field instanceof HTMLInputElement && field.type === 'password'
    return [name, isPassword ? text : text.trim()]
  })
  return Object.fromEntries(entries)
}
