import type { Fixture } from '../fixture.ts'
import type { RequestSource } from '../load.ts'
import { availability } from './availability.ts'
import { cancelRequests, moveRequests } from './changes.ts'
import { createRequests } from './creates.ts'
import { adminOf, signed, uncachedRequests } from './lists.ts'

export type Scenario = {
  source: RequestSource
  expected: number
  /** Called before every run: makes the objects that this number of requests needs. */
  prepare?: (requests: number) => Promise<void>
}

type Named = { title: string; open: (fixture: Fixture) => Promise<Scenario> }

/** The scenarios of `--against`, by the names that `--scenario` accepts. */
export const scenarios = {
  'list-cached': {
    title: 'list, 20 rows, cached',
    open: async (fixture) => {
      const request = { path: '/api/v1/bookings?limit=20', headers: signed(await adminOf(fixture)) }
      return { source: { next: () => request }, expected: 200 }
    },
  },
  'list-20': {
    title: 'list, 20 rows, past the cache',
    open: (fixture) => listPastCache(fixture, { limit: 20, days: 7 }),
  },
  'list-1000': {
    title: 'list, 1000 rows, past the cache',
    open: (fixture) => listPastCache(fixture, { limit: 1_000, days: 30 }),
  },
  free: {
    title: 'availability of 5,000 spaces',
    open: async () => ({ source: availability(), expected: 200 }),
  },
  create: {
    title: 'create a booking',
    open: async (fixture) => ({ source: (await createRequests(fixture)).source, expected: 201 }),
  },
  move: {
    title: 'move a booking',
    open: async (fixture) => ({ source: await moveRequests(fixture), expected: 200 }),
  },
  cancel: {
    title: 'cancel a booking',
    open: async (fixture) => ({ ...(await cancelRequests(fixture)), expected: 200 }),
  },
} satisfies Record<string, Named>

export type ScenarioName = keyof typeof scenarios

async function listPastCache(fixture: Fixture, page: { limit: number; days: number }): Promise<Scenario> {
  const { source } = await uncachedRequests(fixture, await adminOf(fixture), page)
  return { source, expected: 200 }
}
