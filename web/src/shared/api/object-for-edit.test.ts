import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { adoptSaved, hasValues } from './object-for-edit.ts'

it('After a save, another form that shows the state before it gets the saved state and keeps what is typed; a form with an older state keeps its tag, so that its save is refused', () => {
  const queries = new QueryClient()
  const rights = ['edited', 'person', 'anna', 'rights'] as const
  const older = ['edited', 'person', 'anna', 'older'] as const
  const boris = ['edited', 'person', 'boris', 'rights'] as const
  const stateOf = (version: number) => ({
    value: { note: '' },
    tag: `"${version}-x"`,
    readTag: `"${version}-x"`,
  })
  queries.setQueryData(rights, stateOf(7))
  queries.setQueryData(older, stateOf(6))
  queries.setQueryData(boris, stateOf(7))
  const saved = { value: { note: 'Prefers the window' }, tag: '"8-z"' }
  // The form of the note was opened after a top-up, which changes the second half of a tag only.
  adoptSaved(queries, ['person', 'anna'], '"7-y"', saved)
  // `readTag` is the key of the form: what is typed stays.
  expect(queries.getQueryData(rights)).toEqual({ ...saved, readTag: '"7-x"' })
  expect(queries.getQueryData(older)).toEqual(stateOf(6))
  expect(queries.getQueryData(boris)).toEqual(stateOf(7))
})

it('A change was done where the object has its values in the form in which the service stores them', () => {
  const change = { name: 'Кафе\u0301', accessNote: '', taxRate: null }
  expect(hasValues({ name: 'Кафе\u0301'.normalize('NFC'), taxRate: null, version: 2 }, change)).toBe(true)
  expect(hasValues({ name: 'Другое', taxRate: null }, change)).toBe(false)
  expect(hasValues({ name: change.name, accessNote: 'Code 12', taxRate: null }, change)).toBe(false)
  expect(hasValues({ name: change.name, taxRate: 2_000 }, change)).toBe(false)
})
