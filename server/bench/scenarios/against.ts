import type { Fixture } from '../fixture.ts'
import type { RequestSource } from '../load.ts'
import { availabilityRequests } from './availability.ts'
import { creationRequests } from './booking-creation.ts'
import { cancellationRequests, moveRequests } from './changes.ts'
import { adminOf, signed, uncachedRequests } from './lists.ts'

export type Scenario = {
  source: RequestSource
  expected: number
  /** Called before every run: makes the objects that this number of requests needs. */
  prepare?: (requests: number) => Promise<void>
}

type ScenarioDefinition = { title: string; create: (fixture: Fixture) => Promise<Scenario> }

/** The scenarios of `--against`, by the names that `--scenario` accepts. `make profile` loads some of them, too. */
export const scenarios = {
  'list-cached': {
    title: 'list, 20 rows, cached',
    create: async (fixture) => {
      const request = { path: '/api/v1/bookings?limit=20', headers: signed(await adminOf(fixture)) }
      return { source: { next: () => request }, expected: 200 }
    },
  },
  'list-20': {
    title: 'list, 20 rows, bypassing the cache',
    create: (fixture) => listBypassingCache(fixture, { limit: 20, days: 7 }),
  },
  'list-1000': {
    title: 'list, 1000 rows, bypassing the cache',
    create: (fixture) => listBypassingCache(fixture, { limit: 1_000, days: 30 }),
  },
  free: {
    title: 'availability of 5,000 spaces',
    create: async () => ({ source: availabilityRequests(), expected: 200 }),
  },
  create: {
    title: 'create a booking',
    create: async (fixture) => ({ source: (await creationRequests(fixture)).source, expected: 201 }),
  },
  move: {
    title: 'move a booking',
    create: async (fixture) => ({ source: await moveRequests(fixture), expected: 200 }),
  },
  cancel: {
    title: 'cancel a booking',
    create: async (fixture) => ({ ...(await cancellationRequests(fixture)), expected: 200 }),
  },
} satisfies Record<string, ScenarioDefinition>

export type ScenarioName = keyof typeof scenarios

async function listBypassingCache(
  fixture: Fixture,
  page: { limit: number; days: number },
): Promise<Scenario> {
  const { source } = await uncachedRequests(fixture, await adminOf(fixture), page)
  return { source, expected: 200 }
}
