import { expect, it } from 'vitest'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'
import { asProblem, fieldErrors, messagesWithoutField, ProblemError } from './problem.ts'

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

it('The message of an item belongs to the field of its list, where the item has no field of its own', () => {
  const error = new ProblemError({
    code: 'validation_failed',
    status: 400,
    title: 'Not valid',
    detail: 'Not valid',
    errors: [{ path: '/tags/0', message: 'must be at most 40 characters' }],
  })
  expect(fieldErrors(error, ['note', 'tags'])).toEqual({ tags: 'Must be at most 40 characters' })
  expect(messagesWithoutField(error, ['note', 'tags'])).toEqual([])
  expect(fieldErrors(error, ['tags', 'tags.0'])).toEqual({ 'tags.0': 'Must be at most 40 characters' })
  expect(messagesWithoutField(error, ['note'])).toEqual(['Must be at most 40 characters'])
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
