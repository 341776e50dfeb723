import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownScope, publicScope, staffScope } from '../cache/scope.ts'
import type { Actor } from '../shared/call.ts'
import { keyOf } from './cached.ts'

const id = fc.uuid({ version: 7 })
const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 })
const price = fc.integer({ min: 0, max: 1_000_000 })

/** Every parameter that a list takes, with what it can be. */
const parameters = {
  limit: fc.integer({ min: 1, max: 1_000 }),
  cursor: fc.base64String({ minLength: 4 }),
  withTotal: fc.boolean(),
  locationId: id,
  spaceId: id,
  userId: id,
  status: some('pending', 'confirmed', 'cancelled'),
  from: instant,
  to: instant,
  minPrice: price,
  maxPrice: price,
  sort: fc.constantFrom('startsAt', '-startsAt', 'createdAt', '-totalPrice'),
  include: fc.constantFrom('user', 'space', 'user,space'),
  type: some('desk', 'meeting_room'),
  minCapacity: fc.integer({ min: 1, max: 100 }),
  amenities: some('projector', 'a,b', 'a', 'b'),
  isActive: fc.boolean(),
}
const query: fc.Arbitrary<Record<string, unknown>> = fc.record(parameters, { requiredKeys: [] })

const actor: fc.Arbitrary<Actor | null> = fc.option(
  fc.record({
    id: fc.constantFrom('a', 'b'),
    role: fc.constantFrom('member' as const, 'manager' as const, 'admin' as const),
    locationIds: fc.uniqueArray(fc.constantFrom('here', 'there', 'elsewhere')),
    sessionId: fc.constantFrom('one', 'other', null),
  }),
)

type Asked = { url?: string; locale?: 'en' | 'ru'; query?: unknown; params?: unknown; actor?: Actor | null }

const key = ({ url = '/bookings', locale = 'en', query = {}, params = {}, actor = null }: Asked) =>
  keyOf({ routeOptions: { url }, locale }, { actor, query, params })

describe('the key of a kept answer', () => {
  it.each(Object.keys(parameters) as (keyof typeof parameters)[])(
    'is another one when only %s differs, is added or taken away',
    (name) => {
      const values = parameters[name] as fc.Arbitrary<unknown>
      fc.assert(
        fc.property(query, values, values, (others, one, other) => {
          const { [name]: _, ...without } = others
          const first = key({ query: { ...without, [name]: one } })
          expect(first).not.toBe(key({ query: without }))
          const set = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value)
          expect(first === key({ query: { ...without, [name]: other } })).toBe(set(one) === set(other))
        }),
      )
    },
  )

  it('is the same however the filters are ordered', () => {
    fc.assert(
      fc.property(query, (asked) => {
        const turned = Object.entries(asked)
          .map(([name, value]) => [name, Array.isArray(value) ? value.toReversed() : value])
          .reverse()
        expect(key({ query: Object.fromEntries(turned) })).toBe(key({ query: asked }))
      }),
    )
  })

  it('tells routes, paths and languages apart', () => {
    const keys = ['/spaces', '/tariffs'].flatMap((url) =>
      (['en', 'ru'] as const).flatMap((locale) =>
        ['1', '2'].map((id) => key({ url, locale, params: { id } })),
      ),
    )
    expect(new Set(keys).size).toBe(8)
  })
})

/** What a caller may see of what only staff see: all, or of these places. */
const sightOf = (who: Actor | null) => {
  if (who?.role === 'admin') return 'all'
  return who?.role === 'manager' ? `manager of ${who.locationIds.toSorted().join()}` : 'nothing'
}

describe('two callers', () => {
  it('share what depends on the rights of staff just where these are the same', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        const shares = key({ actor: staffScope(one) }) === key({ actor: staffScope(other) })
        expect(shares).toBe(sightOf(one) === sightOf(other))
      }),
    )
  })

  it('share what is one’s own only as administrators, or as one and the same person with the same rights', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        fc.pre(one !== null && other !== null)
        const shares = key({ actor: ownScope(one) }) === key({ actor: ownScope(other) })
        const isSame = one.id === other.id && one.role === other.role && sightOf(one) === sightOf(other)
        expect(shares).toBe(isSame || (one.role === 'admin' && other.role === 'admin'))
      }),
    )
  })

  it('share public lists, and of what is not active only what both may see', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        expect(publicScope(one)).toBeNull()
        const shares = key({ actor: publicScope(one, false) }) === key({ actor: publicScope(other, false) })
        expect(shares).toBe(sightOf(one) === sightOf(other))
      }),
    )
  })
})
