import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { adoptSaved } from './object-for-edit.ts'

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
