import { expect, it } from 'vitest'
import { isDailyCap, ruleLabelOf } from './line-label.ts'

it.each([
  ['the limit of a day', { minutes: 0, reason: 'daily_cap' }, true, null],
  [
    'a rule that its owner has labelled `daily_cap`',
    { minutes: 60, reason: 'daily_cap' },
    false,
    'daily_cap',
  ],
  ['a rule with another label', { minutes: 60, reason: 'Evening' }, false, 'Evening'],
  ['the rate of the tariff', { minutes: 60, reason: 'base' }, false, null],
])('A price line of %s is named by what it is', (_, line, isCap, label) => {
  expect([isDailyCap(line), ruleLabelOf(line)]).toEqual([isCap, label])
})
