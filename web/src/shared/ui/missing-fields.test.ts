import { expect, it } from 'vitest'
import { missingFields } from './missing-fields.ts'

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
