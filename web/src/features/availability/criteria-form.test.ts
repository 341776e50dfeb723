import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, expect, it, vi } from 'vitest'
import { type Criteria, criteriaOf, peopleOf } from './criteria.ts'
import { CriteriaForm } from './criteria-form.tsx'

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined }))

const tariffs = [
  { id: 'booth', minMinutes: 10, maxMinutes: 20, stepMinutes: 10 },
  { id: 'room', minMinutes: 30, maxMinutes: 600, stepMinutes: 30 },
  { id: 'office', minMinutes: 60, maxMinutes: 1_440, stepMinutes: 60 },
]
const spaces = [
  { type: 'phone_booth', tariffId: 'booth', amenities: [] },
  { type: 'meeting_room', tariffId: 'room', amenities: [] },
  { type: 'meeting_room', tariffId: 'office', amenities: [] },
]

function render(criteria: Criteria): string {
  const client = new QueryClient()
  client.setQueryData(['tariffs', 'baikal'], tariffs)
  const form = createElement(CriteriaForm, {
    criteria,
    requested: { date: '2026-12-01', time: '12:00', minutes: 60, startsAt: '', endsAt: '' },
    location: { id: 'baikal', timeZone: 'UTC', currency: 'RUB' } as never,
    locations: [],
    spaces: spaces as never,
    now: Date.parse('2026-12-01T09:00:00Z'),
    onChange: () => undefined,
  })
  return renderToStaticMarkup(createElement(QueryClientProvider, { client }, form))
}
const hintOf = (name: string) =>
  new RegExp(`name="${name}"[^>]*aria-describedby|aria-describedby[^>]*name="${name}"`)
const priceHint = hintOf('maxPrice')

it('A maximum price that is no amount has a message at its field, and does not count as a filter', () => {
  const badge = /<\/svg>[^<]*<span/
  expect(render({ maxPrice: '1200' })).toMatch(badge)
  expect(render({ maxPrice: '1200' })).not.toMatch(priceHint)
  expect(render({ maxPrice: '1,200' })).not.toMatch(badge)
  expect(render({ maxPrice: '1,200' })).toMatch(priceHint)
  expect(criteriaOf({ maxPrice: '1200 €' })).toEqual({ maxPrice: '1200 €' })
  expect(render({ maxPrice: '1200 €' })).toMatch(priceHint)
})

it('The starts and lengths are those of the tariff where all spaces of the chosen type have the same, else the usual ones', () => {
  const offers = (criteria: Criteria) =>
    ['value="12:10"', 'value="20"', 'value="600"'].map((option) => render(criteria).includes(option))
  expect(offers({ kind: 'phone_booth' })).toEqual([true, true, false])
  expect(offers({ kind: 'meeting_room' })).toEqual([false, false, true])
  expect(offers({})).toEqual([false, false, true])
})

it('The chosen type is selected also where the location has no such space, so that it can be removed', () => {
  expect(render({ kind: 'event_space' })).toMatch(/<option value="event_space" selected/)
  expect(render({})).not.toContain('event_space')
})

it('A number of people that no space can have has a message at its field, and does not filter', () => {
  expect(render({ people: 2 })).not.toMatch(hintOf('people'))
  for (const people of [2.5, -3, 0]) {
    const criteria = criteriaOf({ people })
    expect(render(criteria)).toContain(`value="${people}"`)
    expect(render(criteria)).toMatch(hintOf('people'))
    expect(peopleOf(criteria)).toBeUndefined()
  }
})
