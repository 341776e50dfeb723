import { expect, vi } from 'vitest'
import type { App } from '../server/src/http/app.ts'
import type { TestResponse, TestService } from './harness.ts'
import { lineOf, operationsOf } from './operations.ts'

/** A cached read: its path, and the access token of the person who reads it. */
export type CachedRead = { path: string; token?: string | undefined }

type Fixture = {
  locationId: string
  spaceId: string
  userIds: string[]
  /** The people who read: two members, a manager and an administrator. */
  tokens: readonly [string, string, string, string]
}

const month = 'from=2026-12-01T00:00:00Z&to=2026-12-31T00:00:00Z'
const day = 'from=2026-12-24T00:00:00Z&to=2026-12-25T00:00:00Z'
const hour = 'from=2026-12-24T10:30:00Z&to=2026-12-24T11:30:00Z'

/** Every cached list, with each kind of parameter that writes can affect, for each person who sees the list differently. */
export function everyCachedRead({ locationId, spaceId, userIds, tokens }: Fixture): CachedRead[] {
  const [, , manager, admin] = tokens
  const ofUsers = userIds.map((id) => `userId=${id}`)
  const filters = [`locationId=${locationId}`, `spaceId=${spaceId}`, ...ofUsers, ofUsers.join('&')]
  const bookingsForAll = ['include=user,space', 'status=cancelled&status=confirmed'].map(bookings)
  const bookingsForStaff = filters.map(bookings)
  const catalogue = ['locations', 'spaces', 'tariffs'].map((list) => `${list}?limit=1000`)
  const ofSpace = [`spaces/${spaceId}/availability?${month}`, `spaces/${spaceId}/reviews`]
  const ofLocation = ['opening-hours', 'closures', `availability?limit=1000&${day}`]
  const times = [...ofLocation.map((list) => `locations/${locationId}/${list}`), ...ofSpace]
  const ofLocations = `locationId=${locationId}&locationId=${spaceId}`
  const offers = ['', `&locationId=${locationId}`, `&${ofLocations}`].map(
    (filter) => `availability?limit=1000&${hour}${filter}`,
  )
  const by = (token: string | undefined, paths: string[]) => paths.map((path) => ({ path, token }))
  return [
    ...tokens.flatMap((token) => by(token, bookingsForAll)),
    ...[manager, admin].flatMap((token) => by(token, [...bookingsForStaff, 'reviews?limit=1000'])),
    ...by(undefined, [...catalogue, ...times, ...offers]),
    ...by(admin, [...catalogue.map((path) => `${path}&isActive=false`), ...offers]),
  ]
}

const bookings = (query: string) => `bookings?limit=1000&withTotal=true&${query}`

const comparable = ({ status, body }: TestResponse) =>
  // Each request has another id, so the id in a problem is left out of the comparison.
  ({ status, body: body?.requestId === undefined ? body : { ...body, requestId: '' } })

const nameOf = ({ path, token }: CachedRead, reads: CachedRead[]) => {
  const tokens = [...new Set(reads.map((read) => read.token))]
  return `${path} as person ${tokens.indexOf(token)}`
}

/** The file and the line of the route of a read, for messages; empty where no route has this path. */
export function lineOfRead(app: App, name: string): string {
  const [path = ''] = name.split(/[? ]/)
  const reads = operationsOf(app).filter(({ method }) => method === 'GET')
  const operation = reads.find((one) =>
    new RegExp(`^/api/v1/${path}$`).test(one.path.replace('{id}', path.split('/')[1] ?? '')),
  )
  return operation ? lineOf(operation) : ''
}

/** The responses to all of these reads, by name. */
export const readAll = (service: TestService, reads: CachedRead[]): Promise<Map<string, TestResponse>> =>
  readSome(service, reads, reads)

/** The responses to `reads`, by name. A name ends with the number of the reader among those of `all`, which contains `reads`. */
async function readSome(service: TestService, reads: CachedRead[], all: CachedRead[]) {
  const responses = await Promise.all(
    reads.map(async (read) => {
      const response = await service.request('GET', read.path, { token: read.token })
      return [nameOf(read, all), response] as const
    }),
  )
  return new Map(responses)
}

/** Reads until every response that is not refused is from the cache. A response that is from the cache is not read again. */
export async function readUntilCached(
  service: TestService,
  reads: CachedRead[],
): Promise<Map<string, TestResponse>> {
  const cached = new Map<string, TestResponse>()
  const missing = () => reads.filter((read) => !cached.has(nameOf(read, reads)))
  await vi.waitFor(
    async () => {
      for (const [name, response] of await readSome(service, missing(), reads))
        if (response.status !== 200 || response.headers['x-cache'] === 'HIT') cached.set(name, response)
      expect(missing()).toEqual([])
    },
    { timeout: 20_000, interval: 5 },
  )
  return cached
}

/** Names of the reads whose responses differ. */
function differences(some: Map<string, TestResponse>, others: Map<string, TestResponse>): string[] {
  return [...some].flatMap(([name, response]) => {
    const other = others.get(name)
    if (other && response.status === other.status && response.text === other.text) return []
    return other && JSON.stringify(comparable(response)) === JSON.stringify(comparable(other)) ? [] : [name]
  })
}

/**
 * Reads until every response is from the cache, does the work, and fails where a response that follows differs from that of a service that
 * reads the database alone. Returns the names of the reads whose responses the work has changed. `reads` is called again after the work,
 * because the work may sign people in anew. `name` names the work in the message of a failure.
 */
export async function assertFreshAfter(
  { service, uncached }: { service: TestService; uncached: TestService },
  reads: () => CachedRead[],
  work: () => Promise<unknown>,
  name = 'this write',
): Promise<string[]> {
  const before = await readUntilCached(service, reads())
  await work()
  const [after, expected] = [await readAll(service, reads()), await readAll(uncached, reads())]
  expect([...expected.values()].map(({ headers }) => headers['x-cache'])).not.toContain('HIT')
  const stale = differences(after, expected).map((read) => `${read}: ${lineOfRead(service.app, read)}`)
  expect(
    stale,
    `these responses are older than the database after ${name}: \`dependsOn\` or \`changesAt\` of the route named beside each leaves something out, or \`invalidating\` of the write names too few cache tags`,
  ).toEqual([])
  return differences(before, after)
}
