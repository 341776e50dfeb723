import type { RequestBody } from '../../shared/api/types.ts'
import { isCurrency, parseMoney, typedMoney } from '../../shared/format/money.ts'
import type { Language } from '../../shared/i18n/language.ts'
import type { Tariff } from './catalogue-query.ts'
import { numberOf } from './typed-number.ts'

/** A rule while it is being typed. `id` is only the key of its line on the screen. */
export type RuleDraft = {
  id: number
  weekdays: number[]
  from: string
  to: string
  hourlyRate: string
  label: string
}
export type TierDraft = { id: number; hoursBefore: string; refundPercent: string }
export type TariffDraft = {
  name: string
  hourlyRate: string
  dailyCap: string
  minMinutes: string
  maxMinutes: string
  stepMinutes: string
  minLeadMinutes: string
  maxAdvanceDays: string
  isActive: boolean
  rules: RuleDraft[]
  cancellation: TierDraft[]
}

let lastId = 0
export const nextId = (): number => {
  lastId += 1
  return lastId
}

/**
 * The draft of a tariff; null stands for a new one. Its amounts are in its own currency, which may differ from the location's where the
 * currency of the location was changed: 1000 roubles become 1000 yen, and not 100000.
 */
export function draftOf(tariff: Tariff | null, language: Language): TariffDraft {
  const money = (minor: number) => typedMoney(minor, tariff?.currency ?? '', language)
  return {
    name: tariff?.name ?? '',
    hourlyRate: tariff ? money(tariff.hourlyRate) : '',
    dailyCap: tariff?.dailyCap == null ? '' : money(tariff.dailyCap),
    minMinutes: String(tariff?.minMinutes ?? 30),
    maxMinutes: String(tariff?.maxMinutes ?? 1_440),
    stepMinutes: String(tariff?.stepMinutes ?? 30),
    minLeadMinutes: String(tariff?.minLeadMinutes ?? 0),
    maxAdvanceDays: String(tariff?.maxAdvanceDays ?? 365),
    isActive: tariff?.isActive ?? true,
    rules: (tariff?.rules ?? []).map((rule) => ({
      ...rule,
      id: nextId(),
      hourlyRate: money(rule.hourlyRate),
    })),
    cancellation: (tariff?.cancellation ?? []).map(({ hoursBefore, refundPercent }) => ({
      id: nextId(),
      hoursBefore: String(hoursBefore),
      refundPercent: String(refundPercent),
    })),
  }
}

/** The request body; -1 stands for an amount or a number that cannot be read, which the service refuses at its field. */
export function bodyOf(
  draft: TariffDraft,
  currency: string,
): Omit<RequestBody<'createTariff'>, 'locationId'> {
  const money = (text: string) => parseMoney(text, currency) ?? -1
  return {
    name: draft.name.trim(),
    // A currency that was stored long ago and is no longer accepted stays as it is.
    ...(isCurrency(currency) && { currency }),
    hourlyRate: money(draft.hourlyRate),
    dailyCap: draft.dailyCap.trim() === '' ? null : money(draft.dailyCap),
    minMinutes: numberOf(draft.minMinutes),
    maxMinutes: numberOf(draft.maxMinutes),
    stepMinutes: numberOf(draft.stepMinutes),
    minLeadMinutes: numberOf(draft.minLeadMinutes),
    maxAdvanceDays: numberOf(draft.maxAdvanceDays),
    isActive: draft.isActive,
    rules: draft.rules.map(({ id: _, ...rule }) => ({
      ...rule,
      label: rule.label.trim(),
      hourlyRate: money(rule.hourlyRate),
    })),
    cancellation: draft.cancellation.map(({ hoursBefore, refundPercent }) => ({
      hoursBefore: numberOf(hoursBefore),
      refundPercent: numberOf(refundPercent),
    })),
  }
}

/** Whether each amount of the form can be read: only then is there a price to show. */
export const hasPrices = ({
  hourlyRate,
  dailyCap,
  rules = [],
}: Pick<ReturnType<typeof bodyOf>, 'hourlyRate' | 'dailyCap' | 'rules'>): boolean =>
  [hourlyRate, dailyCap ?? 0, ...rules.map((rule) => rule.hourlyRate)].every((amount) => amount >= 0)
