import { expect, it } from 'vitest'
import { en } from '../i18n/en.ts'
import { translate } from '../i18n/translate.ts'
import { errorText } from './error-text.ts'
import { ProblemError } from './problem.ts'

const t: Parameters<typeof errorText>[1] = (key, values) =>
  translate(en, 'en', `common:${key}`, values) ?? key
const refusal = (extras: object) =>
  new ProblemError({ status: 429, code: 'rate_limited', title: '', detail: 'Try again later', ...extras })

it.each([
  [1, '1\u00a0s'],
  [59, '59\u00a0s'],
  [60, '1\u00a0min'],
  [61, '2\u00a0min'],
  [3_540, '59\u00a0min'],
  [3_541, '1\u00a0h'],
  [86_400, '24\u00a0h'],
])(
  'After too many requests, the message says in how long to try again: %i seconds are %s',
  (retryAfter, length) => {
    expect(errorText(refusal({ retryAfter }), t)).toBe(`Too many requests. Try again in ${length}.`)
  },
)

it('After too many requests, the message is that of the service where the response does not say in how long to try again', () => {
  expect(errorText(refusal({}), t)).toBe('Try again later')
})
