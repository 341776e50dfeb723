import { type ComponentProps, type ReactNode, useId } from 'react'
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
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

function useField(name: string, hint: string | undefined) {
  const id = useId()
  const error = useFieldError(name)
  const described = classes(hint && `${id}-hint`, error && `${id}-error`)
  const aria = {
    'aria-invalid': error ? true : undefined,
    'aria-describedby': described || undefined,
  } as const
  return { id, error, props: { id, name, ...aria } }
}

/** A labelled input with its hint and the service's message for it. */
export function Field({ label, hint, name, className, ...rest }: Common & ComponentProps<'input'>) {
  const { id, error, props } = useField(name, hint)
  return (
    <FieldFrame {...{ id, label, error }} {...(hint && { hint })}>
      <input {...rest} {...props} className={classes(control, className)} />
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
