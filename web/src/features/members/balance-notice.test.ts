import { expect, it } from 'vitest'
import { balanceNotice } from './balance-notice.ts'

it.each([
  { balance: 500, amount: null, notice: { textKey: 'balanceNow', balance: 500 } },
  { balance: 500, amount: 100, notice: { textKey: 'balanceAfter', balance: 600 } },
  { balance: 500, amount: -500, notice: { textKey: 'balanceAfter', balance: 0 } },
  { balance: 500, amount: -501, notice: { textKey: 'balanceTooLow', balance: 500 } },
])(
  'With a balance of $balance, the amount $amount is announced by $notice',
  ({ balance, amount, notice }) => {
    expect(balanceNotice(balance, amount)).toEqual(notice)
  },
)
