import type { ComponentProps } from 'react'
import { Field } from './field.tsx'

type Props = Omit<ComponentProps<typeof Field>, 'type' | 'value' | 'onChange'> & {
  /** A calendar day such as 2026-11-27; '' while none is chosen. */
  value: string
  onChange: (date: string) => void
  /** The day can be removed: `onChange` then gets ''. Without it a removed or half-typed day is ignored. */
  isOptional?: boolean
}

/** A calendar day, typed or chosen in the browser's calendar. */
export const DateField = ({ onChange, isOptional = false, ...rest }: Props) => (
  <Field
    {...rest}
    type="date"
    onChange={({ target }) => (target.value || isOptional) && onChange(target.value)}
  />
)
