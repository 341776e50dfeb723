import { expect, it } from 'vitest'
import { changeSearch } from '../../shared/change-search.ts'
import { type AuditSearch, actionsBy, historyOf } from './audit-search.ts'

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
