import { ArrowUp, Plus, X } from 'lucide-react'
import { useId } from 'react'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { useFieldError } from '../../shared/ui/form.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { keepFocus } from './keep-focus.ts'
import { removePart } from './remove-part.ts'
import { nextId, type RuleDraft } from './tariff-draft.ts'
import { TimeInput } from './time-input.tsx'

type Props = { rules: RuleDraft[]; currency: string; onChange: (rules: RuleDraft[]) => void }

/** Other rates for parts of the week. The first rule that applies is used, so the order of the rules matters. */
export function RulesEditor({ rules, currency, onChange }: Props) {
  const { t } = useTranslation('catalogue')
  const add = () =>
    onChange([
      ...rules,
      { id: nextId(), weekdays: [6, 7], from: '00:00', to: '24:00', hourlyRate: '', label: '' },
    ])
  const moveUp = (index: number) =>
    onChange(rules.toSpliced(index - 1, 2, rules[index] as RuleDraft, rules[index - 1] as RuleDraft))
  return (
    <section data-parts className="grid gap-3">
      <h4 className="font-semibold">{t('tariff.rules')}</h4>
      <p className="text-sm text-soft">{t('rule.text')}</p>
      <ol className="grid gap-3">
        {rules.map((rule, index) => (
          <li key={rule.id}>
            <Rule
              {...{ rule, index, currency }}
              onChange={(part) =>
                onChange(rules.map((each) => (each === rule ? { ...each, ...part } : each)))
              }
              onUp={() => moveUp(index)}
              onRemove={() => onChange(rules.filter((each) => each !== rule))}
            />
          </li>
        ))}
      </ol>
      <Button look="secondary" size="small" className="justify-self-start" data-add onClick={add}>
        <Plus aria-hidden />
        {t('rule.add')}
      </Button>
    </section>
  )
}

type RuleProps = {
  rule: RuleDraft
  index: number
  currency: string
  onChange: (part: Partial<RuleDraft>) => void
  onUp: () => void
  onRemove: () => void
}

function Rule({ rule, index, currency, onChange, onUp, onRemove }: RuleProps) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  const number = index + 1
  return (
    <fieldset className="grid gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 text-sm text-soft">{t('rule.number', { number })}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          name={`rules.${index}.label`}
          label={t('rule.label')}
          value={rule.label}
          onChange={(event) => onChange({ label: event.target.value })}
        />
        <MoneyField
          name={`rules.${index}.hourlyRate`}
          currency={currency}
          label={t('tariff.rateIn', { currency: format.currency(currency) })}
          value={rule.hourlyRate}
          onChange={(event) => onChange({ hourlyRate: event.target.value })}
        />
      </div>
      <Weekdays
        name={`rules.${index}.weekdays`}
        rule={rule}
        onChange={(weekdays) => onChange({ weekdays })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <TimeInput
          name={`rules.${index}.from`}
          label={t('rule.from', { number })}
          value={rule.from}
          onChange={(from) => onChange({ from })}
        />
        <span aria-hidden>–</span>
        <TimeInput
          name={`rules.${index}.to`}
          label={t('rule.to', { number })}
          value={rule.to}
          isEnd
          onChange={(to) => onChange({ to })}
        />
        <span className="ml-auto flex">
          {index > 0 && (
            <Button
              look="quiet"
              size="icon"
              aria-label={t('rule.up', { number })}
              onClick={(event) => keepFocus(event.currentTarget, onUp)}
            >
              <ArrowUp aria-hidden />
            </Button>
          )}
          <Button
            look="quiet"
            size="icon"
            aria-label={t('rule.remove', { number })}
            data-remove
            onClick={(event) => removePart(event.currentTarget, onRemove)}
          >
            <X aria-hidden />
          </Button>
        </span>
      </div>
    </fieldset>
  )
}

type WeekdaysProps = { name: string; rule: RuleDraft; onChange: (weekdays: number[]) => void }

function Weekdays({ name, rule, onChange }: WeekdaysProps) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  const error = useFieldError(name)
  const errorId = useId()
  const toggle = (day: number) =>
    onChange(
      rule.weekdays.includes(day)
        ? rule.weekdays.filter((each) => each !== day)
        : [...rule.weekdays, day].sort(),
    )
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{t('rule.weekdays')}</legend>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <label
          key={day}
          className="grid min-h-9 pointer-coarse:min-h-11 min-w-11 cursor-pointer place-items-center rounded-lg border border-edge px-2 text-sm has-checked:border-brand has-checked:bg-brand-wash has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand"
        >
          <input
            type="checkbox"
            name={name}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? errorId : undefined}
            className="sr-only"
            checked={rule.weekdays.includes(day)}
            onChange={() => toggle(day)}
          />
          {format.weekday(day)}
        </label>
      ))}
      {error && (
        <p id={errorId} className="w-full text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
