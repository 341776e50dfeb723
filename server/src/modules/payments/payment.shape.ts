import Type, { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { maxMoney } from '../../shared/money.ts'
import { ProviderResultUnknown } from './payment.provider.ts'

const idPattern = '^[\\x21-\\x7e]{1,255}$'
const idExpression = new RegExp(idPattern)

/** The id of an object at the provider. */
export const ProviderId = Type.String({ pattern: idPattern })
export const ProviderCurrency = Type.String({ pattern: '^[A-Za-z]{3}$' })
/** An amount in the minor unit. */
export const ProviderAmount = Type.Integer({ minimum: 0, maximum: maxMoney })

/** Whether a value of a webhook may be the id of an object at the provider. */
export const isProviderId = (value: unknown): value is string =>
  typeof value === 'string' && idExpression.test(value)

/**
 * Returns the response of a provider to a successful call, where it has the expected shape. Raises `ProviderResultUnknown` otherwise: the
 * provider is then asked again later. Pure.
 */
export function checkShape<T extends TSchema>(schema: T, response: unknown, provider: string): Static<T> {
  if (Value.Check(schema, response)) return response as Static<T>
  const [first] = Value.Errors(schema, response)
  throw new ProviderResultUnknown(
    `the response of ${provider} has another shape than expected: ${first?.instancePath || '/'} ${first?.message}`,
  )
}
