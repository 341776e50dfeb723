import type { ComponentProps } from 'react'
import { parseMoney, typedExample } from '../format/money.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Field } from './field.tsx'

type Props = ComponentProps<typeof Field> & {
  currency: string
  value: string
  /** The amount may be negative: the keys that an iPhone shows for a decimal number have no minus. */
  isSigned?: boolean
}

/** A field for an amount. Where its text cannot be read as an amount, it says how to write one. */
export function MoneyField({ currency, hint, isSigned = false, ...rest }: Props) {
  const { t, language } = useTranslation()
  const isUnreadable = rest.value.trim() !== '' && parseMoney(rest.value, currency, language) === null
  const shownHint = isUnreadable ? t('error.amount', { example: typedExample(currency, language) }) : hint
  const inputMode = isSigned ? 'text' : 'decimal'
  return <Field {...rest} {...{ inputMode }} {...(shownHint && { hint: shownHint })} autoComplete="off" />
}
