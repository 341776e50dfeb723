import { Plus, X } from 'lucide-react'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { removePart } from './remove-part.ts'
import { nextId, type TierDraft } from './tariff-draft.ts'

type Props = { tiers: TierDraft[]; onChange: (tiers: TierDraft[]) => void }

/** A line for each cancellation tier: the hours before the start, and the refund in percent. */
export function TiersEditor({ tiers, onChange }: Props) {
  const { t } = useTranslation('catalogue')
  const set = (tier: TierDraft, part: Partial<TierDraft>) =>
    onChange(tiers.map((each) => (each === tier ? { ...each, ...part } : each)))
  return (
    <section data-parts className="grid gap-3">
      <h4 className="font-semibold">{t('tariff.refund')}</h4>
      {tiers.length === 0 && <p className="text-sm text-soft">{t('tariff.refundAlways')}</p>}
      <ul className="grid gap-3">
        {tiers.map((tier, index) => (
          <li key={tier.id}>
            <fieldset className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)_auto] items-start gap-2 sm:w-fit">
              <legend className="sr-only">{t('tier.number', { number: index + 1 })}</legend>
              <Field
                name={`cancellation.${index}.hoursBefore`}
                label={t('tier.hoursBefore')}
                type="number"
                min={0}
                max={8_760}
                value={tier.hoursBefore}
                onChange={(event) => set(tier, { hoursBefore: event.target.value })}
              />
              <Field
                name={`cancellation.${index}.refundPercent`}
                label={t('tier.percent')}
                type="number"
                min={0}
                max={100}
                value={tier.refundPercent}
                onChange={(event) => set(tier, { refundPercent: event.target.value })}
              />
              <Button
                look="quiet"
                size="icon"
                className="mt-[1.625rem]"
                aria-label={t('tier.remove', { number: index + 1 })}
                data-remove
                onClick={(event) =>
                  removePart(event.currentTarget, () => onChange(tiers.filter((each) => each !== tier)))
                }
              >
                <X aria-hidden />
              </Button>
            </fieldset>
          </li>
        ))}
      </ul>
      <Button
        look="secondary"
        size="small"
        className="justify-self-start"
        data-add
        onClick={() => onChange([...tiers, { id: nextId(), hoursBefore: '24', refundPercent: '100' }])}
      >
        <Plus aria-hidden />
        {t('tier.add')}
      </Button>
    </section>
  )
}
