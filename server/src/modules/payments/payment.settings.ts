import type { Deps } from '../../deps.ts'
import { limitsOf } from './payment.limits.ts'
import type { Settings } from './payment.schema.ts'
import * as view from './payment.view.ts'

/** The settings that a client needs: the default currency, and how payments by card are taken. */
export async function getSettings({
  db,
  config,
  paymentProvider: provider,
}: Pick<Deps, 'db' | 'config' | 'paymentProvider'>): Promise<Settings> {
  const { CURRENCY: currency, PAYMENT_HOLD_MINUTES: holdMinutes } = config
  if (!provider) return { currency, payments: null }
  const currencies = new Set([currency, ...(await view.findCurrencies(db))])
  const limits = [...currencies].sort().flatMap((code) => limitsOf(config, provider, code) ?? [])
  return { currency, payments: { provider: provider.name, limits, holdMinutes } }
}
