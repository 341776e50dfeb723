import Type from 'typebox'
import { Amount, Currency, Sum } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'
import { invalidField } from '../../shared/problems.ts'

export const insufficientFunds = defineProblem(
  'insufficient_funds',
  402,
  { en: 'The balance is too low', ru: 'На балансе недостаточно средств' },
  {
    extras: Type.Object({ required: Amount, balance: Sum, currency: Currency }),
    constraints: ['accounts_balance_range'],
  },
)

/** A `validation_failed` for an amount that would make a balance too large. */
export const balanceTooLarge = () =>
  invalidField('/amount', {
    en: 'would bring the balance above the largest amount that can be held',
    ru: 'увеличила бы баланс сверх наибольшей допустимой суммы',
  })

/** A `validation_failed` for a merge after which a balance would be too large. */
export const mergedBalanceTooLarge = () =>
  invalidField('/into', {
    en: 'must be an account whose balance would stay within the largest amount that can be held',
    ru: 'вместе балансы превысили бы наибольшую допустимую сумму',
  })
