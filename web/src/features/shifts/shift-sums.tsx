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

/** Without `entries`, which only people of the shift's location may read, the cash in and out are left out. */
export function Sums({ shift, entries }: { shift: Shift; entries: ShiftEntry[] | null }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const difference = useDifference()
  const { currency, float, counted, overShort } = shift
  const sums = entries && sumsOf(entries)
  // The expected cash is summed here, because the shift may have been read at another moment than its entries.
  const expected = sums ? float + sums.cameIn - sums.wentOut : shift.expected
  const rows = [
    ['float', float],
    ['cameIn', sums ? sums.cameIn : null],
    ['wentOut', sums ? 0 - sums.wentOut : null],
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
