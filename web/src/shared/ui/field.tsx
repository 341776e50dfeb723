import { type ComponentProps, type ReactNode, useEffect, useId, useState, type WheelEvent } from 'react'
import { isDay } from '../format/zoned.ts'
import { classes } from './classes.ts'
import { useFieldError } from './form.tsx'

type Common = { name: string; label: string; hint?: string }

const control =
  'min-h-11 w-full min-w-0 rounded-lg border border-edge bg-surface px-3 text-ink aria-invalid:border-bad aria-invalid:outline-bad'

function FieldFrame({
  id,
  label,
  hint,
  error,
  children,
}: Omit<Common, 'name'> & { id: string; error: string | undefined; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium wrap-anywhere">
        {label}
      </label>
      {children}
      {/* Before the hint, which may be several lines long. */}
      {error && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}

function useField(name: string, hint: string | undefined, ownError?: string) {
  const id = useId()
  const errorOfForm = useFieldError(name)
  const error = ownError ?? errorOfForm
  const described = classes(error && `${id}-error`, hint && `${id}-hint`)
  const aria = {
    'aria-invalid': error ? true : undefined,
    'aria-describedby': described || undefined,
  } as const
  return { id, error, props: { id, name, ...aria } }
}

/** A wheel over the field scrolls the page. In Chrome it would also change the number in the field, which nobody would see. */
const giveUpFocus = ({ currentTarget }: WheelEvent<HTMLInputElement>) => {
  if (currentTarget.type === 'number') currentTarget.blur()
}

/** A labelled input with its hint and its message: `error` of the caller, else that of the form. */
export function Field({
  label,
  hint,
  name,
  error: ownError,
  className,
  ...rest
}: Common & { error?: string } & ComponentProps<'input'>) {
  const { id, error, props } = useField(name, hint, ownError)
  return (
    <FieldFrame {...{ id, label, error }} {...(hint && { hint })}>
      <input onWheel={giveUpFocus} {...rest} {...props} className={classes(control, className)} />
    </FieldFrame>
  )
}

export function TextField({ label, hint, name, ...rest }: Common & ComponentProps<'textarea'>) {
  const { id, error, props } = useField(name, hint)
  return (
    <FieldFrame {...{ id, label, error }} {...(hint && { hint })}>
      <textarea rows={3} {...rest} {...props} className={classes(control, 'py-2')} />
    </FieldFrame>
  )
}

export function SelectField({ label, hint, name, children, ...rest }: Common & ComponentProps<'select'>) {
  const { id, error, props } = useField(name, hint)
  return (
    <FieldFrame {...{ id, label, error }} {...(hint && { hint })}>
      <select {...rest} {...props} className={control}>
        {children}
      </select>
    </FieldFrame>
  )
}

export type TypedDay = {
  /** A calendar day such as 2026-11-27; '' while none is chosen. */
  value: string
  onChange: (date: string) => void
  /** The day can be removed: `onChange` then gets ''. Without it a removed day is ignored. */
  isOptional?: boolean
}

// Where the year of `max` has four digits, browsers accept no year with five.
const limits = { min: '2000-01-01', max: '2199-12-31' }

/**
 * The text of a field whose value arrives later, for example because it is in the address: the typed text stays in the field until
 * `value` equals it. Otherwise React would set the field back at every key, which moves the cursor.
 */
export function useTyped(value: string) {
  const [typed, setTyped] = useState<string | null>(null)
  useEffect(() => setTyped((text) => (text === value ? null : text)), [value])
  return {
    text: typed ?? value,
    type: (text: string) => setTyped(text === value ? null : text),
    /** Shows `value`, whatever was typed. */
    discard: () => setTyped(null),
  }
}

/** The attributes of a field whose text is in the address: it follows Back and Forward, and keeps what is being typed. */
export function useTypedText(value: string, onChange: (text: string) => void) {
  const { text, type, discard } = useTyped(value)
  return {
    value: text,
    onChange: ({ target }: { target: { value: string } }) => {
      type(target.value)
      onChange(target.value)
    },
    onBlur: discard,
  } as const
}

/**
 * The attributes of a field for a day that may be typed digit by digit. The browser reports the year 2027 as 0002, 0020, 0202 and 2027,
 * and no day at all while a part is missing: such a text stays in the field, but `onChange` gets days only. `data-day` tells the form
 * which day it would send, so that Enter does not send another day than the field shows.
 */
export function useTypedDay({ value, onChange, isOptional = false }: TypedDay) {
  const { text, type, discard } = useTyped(value)
  return {
    ...limits,
    type: 'date',
    'data-day': value,
    value: text,
    onChange: ({ target }: { target: { value: string } }) => {
      type(target.value)
      if (isDay(target.value) || (isOptional && target.value === '')) onChange(target.value)
    },
    onBlur: discard,
  } as const
}
