import type { ComponentProps } from 'react'
import { parseMoney, typedExample } from '../format/money.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Field } from './field.tsx'

type Props = ComponentProps<typeof Field> & { currency: string; value: string }

/** A field for an amount. Where its text cannot be read as an amount, it says how to write one. */
export function MoneyField({ currency, hint, ...rest }: Props) {
  const { t, language } = useTranslation()
  const isUnreadable = rest.value.trim() !== '' && parseMoney(rest.value, currency, language) === null
  const shownHint = isUnreadable ? t('error.amount', { example: typedExample(currency, language) }) : hint
  return <Field {...rest} {...(shownHint && { hint: shownHint })} inputMode="decimal" autoComplete="off" />
}
