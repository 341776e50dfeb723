import { expect, it } from 'vitest'
import { missingFields, numberErrors } from './missing-fields.ts'

const field = (name: string, value: string, day?: string) => ({
  name,
  value,
  required: false,
  dataset: { day },
})

it('A required field without a value is missing', () => {
  const fields = [
    { ...field('name', ' '), required: true },
    { ...field('text', 'a'), required: true },
    field('note', ''),
  ]
  expect(missingFields(fields, { name: '', text: 'a', note: '' })).toEqual(['name'])
})

it('A day whose text was removed or is half typed is missing, because the form would send the earlier day', () => {
  const day = '2026-12-05'
  const fields = [
    field('same', day, day),
    field('removed', '', day),
    field('halfTyped', '0020-12-05', day),
    field('optional', '', ''),
  ]
  expect(missingFields(fields, { same: day, removed: '', halfTyped: '0020-12-05', optional: '' })).toEqual([
    'removed',
    'halfTyped',
  ])
})

const number = (name: string, error?: 'badInput' | 'rangeUnderflow' | 'rangeOverflow') => ({
  name,
  min: '0',
  max: '100',
  validity: { badInput: false, rangeUnderflow: false, rangeOverflow: false, ...(error && { [error]: true }) },
})

it('A number field whose text is no number is refused, because its value is empty; one that is really empty is not', () => {
  expect(numberErrors([number('percent', 'badInput'), number('minutes')])).toEqual([
    ['percent', { key: 'error.number' }],
  ])
})

it('Every number outside its limits is refused, with the limit', () => {
  const fields = [number('hours', 'rangeUnderflow'), number('minutes'), number('percent', 'rangeOverflow')]
  expect(numberErrors(fields)).toEqual([
    ['hours', { key: 'error.min', limit: '0' }],
    ['percent', { key: 'error.max', limit: '100' }],
  ])
})
