import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type State, zoneOf } from './changes.ts'
import { codeTexts, statusTexts } from './field-kinds.ts'

const moneyFields = new Set(
  'totalPrice refunded amount balanceAfter float expected counted overShort hourlyRate dailyCap refundedAmount'.split(
    ' ',
  ),
)

type Hours = { weekday: number; opens: string; closes: string }
type Rule = { weekdays: number[]; from: string; to: string; hourlyRate: number }
type Tier = { hoursBefore: number; refundPercent: number }
type Balance = { currency: string; balance: number }
type Field = { entity: string; key: string; value: unknown; state: State }

/** Returns a function that formats the value of a field for people. */
export function useFieldText(): (field: Field) => string {
  const { t, find } = useTranslation('audit')
  const format = useFormat()
  const locations = useManagedLocations().data ?? []
  const percent = (value: number) => format.percent(value / 100)
  const wordOf = (entity: string, key: string, code: string) => {
    const ownGroup = key === 'status' ? statusTexts[entity] : undefined
    const groups = ownGroup ? [ownGroup] : (codeTexts[key] ?? [])
    return groups.map((group) => find(`${group}.${code}`)).find((word) => word !== null)
  }

  function listText(key: string, items: unknown[], currency: string): string {
    if (key === 'weekly')
      return (items as Hours[])
        .map(
          ({ weekday, opens, closes }) => `${format.weekday(weekday)} ${format.wallTimeRange(opens, closes)}`,
        )
        .join(', ')
    if (key === 'rules')
      return (items as Rule[])
        .map(({ weekdays, from, to, hourlyRate }) =>
          t('rate', {
            days: weekdays.map((day) => format.weekday(day)).join(' '),
            times: format.wallTimeRange(from, to),
            rate: format.money(hourlyRate, currency),
          }),
        )
        .join('; ')
    if (key === 'cancellation')
      return (items as Tier[])
        .map(({ hoursBefore, refundPercent }) =>
          t(hoursBefore === 0 ? 'tierAtStart' : 'tier', {
            hours: hoursBefore,
            percent: percent(refundPercent),
          }),
        )
        .join(', ')
    if (key === 'balances')
      return (items as Balance[]).map(({ balance, currency }) => format.money(balance, currency)).join(', ')
    if (key === 'rewritten') return items.map((name) => find(`texts.${name}`) ?? String(name)).join(', ')
    return format.number(items.length)
  }

  function numberText(key: string, value: number, state: State): string {
    const currency = String((key === 'receivedAmount' ? state?.receivedCurrency : state?.currency) ?? '')
    if (currency && (moneyFields.has(key) || key === 'receivedAmount')) return format.money(value, currency)
    if (key.endsWith('Minutes')) return format.length(value)
    if (key.endsWith('Percent')) return percent(value)
    return key === 'taxRate' ? format.percent(value / 10_000, 2) : format.number(value)
  }

  return ({ entity, key, value, state }) => {
    if (value === null || value === undefined) return '–'
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
    if (typeof value === 'number') return numberText(key, value, state)
    if (Array.isArray(value))
      return value.length === 0 ? '–' : listText(key, value, String(state?.currency ?? ''))
    const text = String(value)
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return format.dateTime(text, zoneOf(state, locations) ?? viewerZone())
    return wordOf(entity, key, text) ?? text
  }
}
