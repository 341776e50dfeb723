import { expect, it } from 'vitest'
import { missingFields, unreadableNumbers } from './missing-fields.ts'

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

it('A number field whose text is no number is refused, because its value is empty; one that is really empty is not', () => {
  const fields = [
    { name: 'percent', value: '', validity: { badInput: true } },
    { name: 'minutes', value: '', validity: { badInput: false } },
    { name: 'hours', value: '24', validity: { badInput: false } },
  ]
  expect(unreadableNumbers(fields)).toEqual(['percent'])
})
