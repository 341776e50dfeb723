import { expect, it } from 'vitest'
import { NetworkError } from './fetch.ts'
import { isOutcomeUnknown, isServiceSilent } from './is-outcome-unknown.ts'
import { ProblemError } from './problem.ts'

const problem = (status: number, code: string) => new ProblemError({ status, code, title: '', detail: '' })

it.each([
  ['no response', new NetworkError('No response'), true],
  ['the response of a proxy that waited too long', problem(504, 'unreadable'), true],
  ['a service that lost its database during the call', problem(503, 'unavailable'), true],
  ['a first call that is still running', problem(409, 'idempotency_in_progress'), true],
  ['a refusal', problem(409, 'booking_conflict'), false],
  ['an invalid request', problem(400, 'validation_failed'), false],
  ['a fault of the app', new TypeError('undefined is not a function'), false],
])('After %s it is unknown whether a call was carried out (%s): %s', (_, error, isUnknown) => {
  expect(isOutcomeUnknown(error)).toBe(isUnknown)
})

it.each([
  ['no response', new NetworkError('No response'), true],
  ['the response of a proxy that waited too long', problem(504, 'unreadable'), true],
  ['the refusal of a proxy', problem(403, 'unreadable'), false],
  ['a response of the service', problem(503, 'unavailable'), false],
])(
  'After %s the outcome is unknown because no response of the service has come (%s): %s',
  (_, error, isSilent) => {
    expect(isServiceSilent(error)).toBe(isSilent)
  },
)
