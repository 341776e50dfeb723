import Type from 'typebox'
import { Amount, Currency } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'

export const insufficientFunds = defineProblem(
  'insufficient_funds',
  402,
  { en: 'The balance is too low', ru: 'На балансе недостаточно средств' },
  {
    extras: Type.Object({ required: Amount, balance: Amount, currency: Currency }),
    constraints: ['accounts_balance_range'],
  },
)
