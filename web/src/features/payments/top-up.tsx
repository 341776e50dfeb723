import { useState } from 'react'
import { parseMoney } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type CardLimits, payableAmount, useSettings } from '../../shared/payments/card-limits.ts'
import { usePayByCard } from '../../shared/payments/use-pay-by-card.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { presetsFor } from './presets.ts'

/** The form to top up the balance by card; nothing where card payments are off. `currencies` are those of the balances. */
export function TopUp({ currencies }: { currencies: string[] }) {
  const settings = useSettings().data
  const allLimits = settings?.payments?.limits ?? []
  const defaultCurrency = [...currencies, settings?.currency].find((code) =>
    allLimits.some((each) => each.currency === code),
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const cardLimits = allLimits.find((each) => each.currency === (chosen ?? defaultCurrency)) ?? allLimits[0]
  if (!cardLimits) return null
  return <TopUpForm {...{ cardLimits, allLimits }} onCurrency={setChosen} />
}

type Props = { cardLimits: CardLimits; allLimits: CardLimits[]; onCurrency: (currency: string) => void }

function TopUpForm({ cardLimits, allLimits, onCurrency }: Props) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const { currency, min, max } = cardLimits
  const presets = presetsFor(cardLimits)
  // An index and not an amount, because another currency has other presets.
  const [chosenIndex, setChosenIndex] = useState(1)
  const preset = presets[chosenIndex] ?? presets[0]
  const [text, setText] = useState('')
  const typed = text.trim() === '' ? (preset ?? null) : parseMoney(text, currency)
  const amount = payableAmount(typed, cardLimits)
  const isTooLarge = typed !== null && typed > max
  const pay = usePayByCard()
  const formatAmount = (minor: number) => format.money(minor, currency)
  const limits = t('topUp.limits', { min: formatAmount(min), max: formatAmount(max) })
  return (
    <Card aria-label={t('topUp.title')} className="grid gap-4">
      <h2 className="text-lg font-semibold">{t('topUp.title')}</h2>
      <Form error={pay.error} onSubmit={() => amount !== null && pay.start({ amount, currency })}>
        {presets.length > 0 && (
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">{t('topUp.preset')}</legend>
            {presets.map((each, index) => (
              <Button
                key={each}
                look={amount === each ? 'primary' : 'secondary'}
                aria-pressed={amount === each}
                onClick={() => {
                  pay.hideError()
                  setChosenIndex(index)
                  setText('')
                }}
              >
                {formatAmount(each)}
              </Button>
            ))}
          </fieldset>
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          <MoneyField
            name="amount"
            currency={currency}
            label={t(presets.length > 0 ? 'topUp.amount' : 'topUp.preset')}
            {...(isTooLarge ? { error: limits } : { hint: limits })}
            value={text}
            onChange={(event) => {
              pay.hideError()
              setText(event.target.value)
            }}
          />
          {allLimits.length > 1 && (
            <SelectField
              name="currency"
              label={t('topUp.currency')}
              value={currency}
              onChange={(event) => {
                pay.hideError()
                onCurrency(event.target.value)
              }}
            >
              {allLimits.map((each) => (
                <option key={each.currency}>{each.currency}</option>
              ))}
            </SelectField>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button type="submit" isBusy={pay.isRunning} disabled={amount === null}>
            {amount === null ? t('topUp.enterAmount') : t('topUp.submit', { amount: formatAmount(amount) })}
          </Button>
          <p className="text-sm text-soft">{t('topUp.explanation')}</p>
        </div>
      </Form>
    </Card>
  )
}
