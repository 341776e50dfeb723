import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NetworkError } from './fetch.ts'
import { ProblemError } from './problem.ts'
import { callToSend, parseCall, removeStoredCall, settleAfterFailure, storedCall } from './unsettled-calls.ts'

const stored = new Map<string, string>()
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  stored.clear()
})

let keys = 0
const newKey = () => {
  keys += 1
  return `key ${keys}`
}
const refusal = (status: number, code = 'refused') =>
  new ProblemError({ status, code, title: '', detail: '' })
const sendCash = (cash: number, operation = 'book for Anna') => callToSend(operation, { cash }, newKey)

it.each([
  ['a lost response', new NetworkError('No response')],
  ['a 504 of a proxy', refusal(504)],
])(
  'After %s the call is sent again as it was, also where the cash that is missing was computed anew',
  (_, error) => {
    const first = sendCash(500)
    settleAfterFailure('book for Anna', error)
    expect(sendCash(1_000)).toEqual({ ...first, mayBeDone: true })
  },
)

it('While a call is running, a dialog that is opened again sends that call', () => {
  const first = sendCash(500)
  expect(sendCash(1_000)).toMatchObject({ input: { cash: 500 }, key: first.key })
})

it.each([
  ['too many requests', true, refusal(429)],
  ['a right that was lost', true, refusal(403)],
  ['a captive portal', true, refusal(403, 'unreadable')],
  ['a proxy without the service', true, refusal(404, 'unreadable')],
  [
    'a balance that is too low, which is checked after the service has looked for the earlier try',
    false,
    refusal(402),
  ],
  ['a conflict, likewise', false, refusal(409)],
])(
  'After a try whose outcome is unknown, and a refusal because of %s, that try is sent again: %s',
  (_, isSentAgain, error) => {
    const first = sendCash(500)
    settleAfterFailure('book for Anna', refusal(504))
    settleAfterFailure('book for Anna', error)
    expect(sendCash(1_000).key === first.key).toBe(isSentAgain)
  },
)

it.each([
  ['is refused', () => settleAfterFailure('book for Anna', refusal(409))],
  [
    'is refused at once, because there were too many requests',
    () => settleAfterFailure('book for Anna', refusal(429)),
  ],
  ['is carried out, or given up by the user', () => removeStoredCall('book for Anna')],
  ['is a day old, so that the service has forgotten its key', () => vi.advanceTimersByTime(24 * 3_600_000)],
])('After a call %s the next one is a new call', (_, end) => {
  const first = sendCash(500)
  end()
  expect(parseCall(storedCall('book for Anna'))).toBeNull()
  const next = sendCash(1_000)
  expect(next.input).toEqual({ cash: 1_000 })
  expect(next.key).not.toBe(first.key)
})

it('Another operation has a call of its own', () => {
  const first = sendCash(500)
  expect(sendCash(500, 'book for Boris').key).not.toBe(first.key)
})
