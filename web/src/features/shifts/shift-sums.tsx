import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Loaded } from '../../shared/ui/states.tsx'
import { type Shift, type ShiftEntry, sumsOf, useShiftEntries } from './shift-query.ts'
import { useDifference } from './use-difference.ts'

/** The float, the cash in and out, and the expected cash. */
export function ShiftSums({ shift }: { shift: Shift }) {
  return (
    <Loaded query={useShiftEntries(shift.id)} lines={2}>
      {(entries) => <Sums {...{ shift, entries }} />}
    </Loaded>
  )
}

export function Sums({ shift, entries }: { shift: Shift; entries: ShiftEntry[] }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const difference = useDifference()
  const { currency, float, expected, counted, overShort } = shift
  const { cameIn, wentOut } = sumsOf(entries)
  const rows = [
    ['float', float],
    ['cameIn', cameIn],
    ['wentOut', 0 - wentOut],
    ['expected', expected],
    ['counted', counted],
  ] as const
  return (
    <dl className="grid max-w-md gap-y-1.5">
      {rows.map(
        ([name, sum]) =>
          sum !== null && (
            <div key={name} className="flex flex-wrap justify-between gap-x-4">
              <dt className="text-soft">{t(`sums.${name}`)}</dt>
              <dd className="ml-auto text-right font-medium">{format.money(sum, currency)}</dd>
            </div>
          ),
      )}
      {overShort !== null && (
        <div className="flex flex-wrap justify-between gap-x-4">
          <dt className="text-soft">{t('sums.difference')}</dt>
          <dd
            className={
              overShort === 0 ? 'ml-auto text-right font-medium' : 'ml-auto text-right font-semibold text-bad'
            }
          >
            {difference(overShort, currency)}
          </dd>
        </div>
      )}
    </dl>
  )
}
