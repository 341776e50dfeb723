import Type from 'typebox'
import { Uuid } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'
import { Balance } from '../users/user.schema.ts'

export const balanceNotSettled = defineProblem(
  'balance_not_settled',
  409,
  { en: 'The balance is not settled yet', ru: 'Расчёты ещё не завершены' },
  {
    extras: Type.Object({
      balances: Type.Array(Balance),
      pendingPaymentIds: Type.Optional(Type.Array(Uuid)),
      pendingBookingIds: Type.Optional(Type.Array(Uuid)),
    }),
  },
)
