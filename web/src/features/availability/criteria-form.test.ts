import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, expect, it, vi } from 'vitest'
import { type Criteria, criteriaOf, peopleOf } from './criteria.ts'
import { CriteriaForm } from './criteria-form.tsx'

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined }))

const render = (criteria: Criteria) =>
  renderToStaticMarkup(
    createElement(CriteriaForm, {
      criteria,
      requested: { date: '2026-12-01', time: '12:00', minutes: 60, startsAt: '', endsAt: '' },
      location: { id: 'baikal', timeZone: 'UTC', currency: 'RUB' } as never,
      locations: [],
      spaces: [],
      onChange: () => undefined,
    }),
  )
const hintOf = (name: string) =>
  new RegExp(`name="${name}"[^>]*aria-describedby|aria-describedby[^>]*name="${name}"`)
const priceHint = hintOf('maxPrice')

it('A maximum price that is no amount has a message at its field, and does not count as a filter', () => {
  const badge = /<\/svg>[^<]*<span/
  expect(render({ maxPrice: '1200' })).toMatch(badge)
  expect(render({ maxPrice: '1200' })).not.toMatch(priceHint)
  expect(render({ maxPrice: '1,200' })).not.toMatch(badge)
  expect(render({ maxPrice: '1,200' })).toMatch(priceHint)
  expect(criteriaOf({ maxPrice: '1200 ₽' })).toEqual({ maxPrice: '1200 ₽' })
  expect(render({ maxPrice: '1200 ₽' })).toMatch(priceHint)
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
