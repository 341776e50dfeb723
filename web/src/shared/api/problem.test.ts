import { expect, it } from 'vitest'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'
import { asProblem, messagesWithoutField, ProblemError } from './problem.ts'

it('A message without a field is found also where another message has its field', () => {
  const error = new ProblemError({
    code: 'validation_failed',
    status: 400,
    title: 'Not valid',
    detail: 'Not valid',
    errors: [
      { path: '/hourlyRate', message: 'must be at least 0' },
      { path: '/rules/0/from', message: 'must be before the end' },
    ],
  })
  expect(messagesWithoutField(error, ['hourlyRate', null])).toEqual(['Must be before the end'])
  expect(messagesWithoutField(error, ['hourlyRate', 'rules.0.from'])).toEqual([])
  expect(messagesWithoutField(new Error('no problem'), [])).toEqual([])
})

it.each([
  ['the page of a proxy', '<html>504</html>'],
  ['empty', undefined],
  ['JSON of a gateway, whose code is the status', { code: 504, message: 'upstream timed out' }],
  ['JSON of a gateway with a code as text', { code: 'TIMEOUT', message: 'upstream timed out' }],
])(
  'The body of a 504 that is %s is not read as a problem (RFC 9457), and it is unknown whether the call was carried out',
  (_, body) => {
    const problem = asProblem(body, new Response('', { status: 504, statusText: 'Gateway Timeout' }))
    expect(problem).toMatchObject({ code: 'unreadable', status: 504 })
    expect(isOutcomeUnknown(new ProblemError(problem))).toBe(true)
  },
)
