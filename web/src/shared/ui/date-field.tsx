import type { ComponentProps } from 'react'
import { Field, type TypedDay, useTypedDay } from './field.tsx'

type Props = Omit<ComponentProps<typeof Field>, 'type' | 'min' | 'max' | 'onBlur' | keyof TypedDay> & TypedDay

/** A calendar day, typed or chosen in the browser's calendar. */
export const DateField = ({ value, onChange, isOptional = false, ...rest }: Props) => (
  <Field {...rest} {...useTypedDay({ value, onChange, isOptional })} />
)
