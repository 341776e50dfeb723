import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withSchemas } from '../../../testing/operations.ts'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { validInput } from '../../../testing/oracles/schema.arbitrary.ts'
import { ownScope, publicScope, staffScope } from '../cache/scope.ts'
import type { Actor } from '../shared/call.ts'
import { keyOf } from './cached.ts'

type Parameter = { name: string; in: 'path' | 'query'; schema: object }
type Document = { paths: Record<string, { get?: { operationId: string; parameters?: Parameter[] } }> }

// openapi.json is made from the schemas of the routes, and `make check` compares them, so it has every parameter of a route.
const written = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'))
const document: Document = withSchemas(written, written)

const pool = {
  ids: { id: ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'] },
  instants: ['2026-12-01T06:00:00.000Z', '2026-12-01T07:00:00.000Z', '2027-03-28T01:00:00.000Z'],
}

/** One entry for each query parameter of each GET route; `parameters` holds the possible values of all parameters of that route. */
const queryParameters = Object.values(document.paths).flatMap(({ get }) => {
  const inQuery = (get?.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const parameters = Object.fromEntries(
    inQuery.map(({ name, schema }) => [name, validInput(schema, pool, name)]),
  )
  return inQuery.map(({ name }) => ({ operation: get?.operationId, name, parameters }))
})

const queryOf = (parameters: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(parameters, { requiredKeys: [] })

const actor: fc.Arbitrary<Actor | null> = fc.option(
  fc.record({
    id: fc.constantFrom('a', 'b'),
    role: fc.constantFrom('member' as const, 'manager' as const, 'admin' as const),
    locationIds: fc.uniqueArray(fc.constantFrom('here', 'there', 'elsewhere')),
    sessionId: fc.constantFrom('one', 'other', null),
  }),
)

type RequestParts = {
  url?: string
  schema?: { response: object }
  language?: 'en' | 'ru'
  query?: unknown
  params?: unknown
  actor?: Actor | null
}

const key = ({
  url = '/bookings',
  schema,
  language = 'en',
  query = {},
  params = {},
  actor = null,
}: RequestParts) => keyOf({ routeOptions: { url, schema }, language }, { actor, query, params })

describe('the key of a stored response', () => {
  it('is checked with all query parameters', () => {
    expect(queryParameters.length).toBeGreaterThan(50)
  })

  it.each(queryParameters)(
    'of $operation differs when only $name differs, is added or removed',
    ({ name, parameters }) => {
      const values = parameters[name] as fc.Arbitrary<unknown>
      fc.assert(
        fc.property(queryOf(parameters), values, values, (others, one, other) => {
          const { [name]: _, ...without } = others
          const first = key({ query: { ...without, [name]: one } })
          expect(first).not.toBe(key({ query: without }))
          const set = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value)
          expect(first === key({ query: { ...without, [name]: other } })).toBe(set(one) === set(other))
        }),
        tries(),
      )
    },
  )

  it('contains the parameters of every list', () => {
    const names = (operation: string) =>
      queryParameters.filter((one) => one.operation === operation).map((one) => one.name)
    expect(names('listBookings')).toEqual(expect.arrayContaining(['minPrice', 'include', 'cursor']))
    expect(names('listAvailability')).toEqual(expect.arrayContaining(['amenities', 'from', 'type']))
  })

  it('distinguishes one value with a comma from two values', () => {
    const keys = [['a,b'], ['a', 'b'], ['a', 'b', 'a,b']].map((amenities) => key({ query: { amenities } }))
    expect(new Set(keys).size).toBe(3)
  })

  it('is equal for any order of the filters', () => {
    const all = Object.assign({}, ...queryParameters.map(({ parameters }) => parameters))
    fc.assert(
      fc.property(queryOf(all), (query) => {
        const reordered = Object.entries(query)
          .map(([name, value]) => [name, Array.isArray(value) ? value.toReversed() : value])
          .reverse()
        expect(key({ query: Object.fromEntries(reordered) })).toBe(key({ query }))
      }),
      tries(),
    )
  })

  it('differs by route, path and language', () => {
    const keys = ['/spaces', '/tariffs'].flatMap((url) =>
      (['en', 'ru'] as const).flatMap((language) =>
        ['1', '2'].map((id) => key({ url, language, params: { id } })),
      ),
    )
    expect(new Set(keys).size).toBe(8)
  })

  it('differs where two versions make the response by different schemas', () => {
    const keyWith = (...names: string[]) => key({ schema: { response: { 200: { required: names } } } })
    expect(keyWith('id', 'name')).toBe(keyWith('id', 'name'))
    expect(keyWith('id', 'name')).not.toBe(keyWith('id'))
  })
})

/** The data of staff that an actor may see: all of them, those of some locations, or nothing. */
const staffDataVisibleTo = (who: Actor | null) => {
  if (who?.role === 'admin') return 'all'
  return who?.role === 'manager' ? `manager of ${who.locationIds.toSorted().join()}` : 'nothing'
}

describe('two actors', () => {
  it('share responses that depend on the rights of staff exactly where these rights are equal', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        const shares = key({ actor: staffScope(one) }) === key({ actor: staffScope(other) })
        expect(shares).toBe(staffDataVisibleTo(one) === staffDataVisibleTo(other))
      }),
      tries(),
    )
  })

  it('share a response with private data only where both are administrators, or one person with equal rights', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        fc.pre(one !== null && other !== null)
        const shares = key({ actor: ownScope(one) }) === key({ actor: ownScope(other) })
        const isSame =
          one.id === other.id &&
          one.role === other.role &&
          staffDataVisibleTo(one) === staffDataVisibleTo(other)
        expect(shares).toBe(isSame || (one.role === 'admin' && other.role === 'admin'))
      }),
      tries(),
    )
  })

  it('share public lists, and lists of inactive objects only where both may see these', () => {
    fc.assert(
      fc.property(actor, actor, (one, other) => {
        expect(publicScope(one, undefined)).toBeNull()
        const shares = key({ actor: publicScope(one, false) }) === key({ actor: publicScope(other, false) })
        expect(shares).toBe(staffDataVisibleTo(one) === staffDataVisibleTo(other))
      }),
      tries(),
    )
  })
})
