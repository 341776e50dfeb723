import { expect, it } from 'vitest'
import { messagesWithoutField, ProblemError } from './problem.ts'

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
