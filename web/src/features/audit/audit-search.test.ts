import { expect, it } from 'vitest'
import { changeSearch } from '../../shared/change-search.ts'
import { type AuditSearch, actionsBy, historyOf, instantsOf } from './audit-search.ts'

const search: AuditSearch = { entity: 'tariff', actorId: 'person', from: '2026-11-01', to: '2026-11-30' }

it('The history of a subject is whole: no other filter stays', () => {
  expect(changeSearch(search, historyOf('space'))).toEqual({ entityId: 'space' })
})

it('The actions of a person keep the filters of type and time, and no subject', () => {
  expect(changeSearch({ ...search, entityId: 'space' }, actionsBy('other'))).toEqual({
    ...search,
    actorId: 'other',
  })
})

it('An empty text removes a filter', () => {
  expect(changeSearch(search, { from: '', to: '2026-11-15' })).toEqual({
    entity: 'tariff',
    actorId: 'person',
    to: '2026-11-15',
  })
})

it('The filter of days begins with the first millisecond of the first day and ends with the last one of the last day', () => {
  expect(instantsOf({ from: '2026-12-01', to: '2026-12-01' }, 'Europe/Moscow')).toEqual({
    from: '2026-11-30T21:00:00.000Z',
    to: '2026-12-01T20:59:59.999Z',
  })
  expect(instantsOf({ from: 'x', to: '' }, 'Europe/Moscow')).toEqual({})
})
