import type { Created, Person } from '../factories.ts'
import type { TestService } from '../harness.ts'

/** A request that is accepted: the path from the root, and a body with every property that the operation knows. */
export type Sample = { path: string; body?: Record<string, any> }

/** Samples by operationId. Each call makes its own data, so that samples do not affect each other. */
export type Samples = Record<string, () => Sample | Promise<Sample>>

export type Fixture = {
  service: TestService
  admin: Person
  member: Person
  location: Created
  tariff: Created
  space: Created
  ids: { locationId: string; tariffId: string }
}

export const apiPath = '/api/v1'
export const reportQuery = 'from=2026-12-01&to=2026-12-07'
export const hourQuery = 'from=2026-12-02T07:00:00Z&to=2026-12-02T08:00:00Z'
