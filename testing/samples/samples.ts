import {
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  topUp,
} from '../factories.ts'
import type { TestService } from '../harness.ts'
import { operationsOf } from '../operations.ts'
import { bookingSamples, reviewSamples } from './bookings.ts'
import { paymentSamples } from './payments.ts'
import { peopleSamples, sessionSamples, shiftSamples, staffSamples, walletSamples } from './people.ts'
import { catalogueSamples, locationSamples } from './places.ts'
import type { Fixture, Samples } from './sample.ts'

export type SamplesFixture = { admin: Person; member: Person; samples: Samples }

/** Samples of every operation; `admin` sends all of them. */
export async function makeSamples(service: TestService): Promise<SamplesFixture> {
  const admin = await makePerson(service, 'admin')
  const member = await makeMember(service, admin, 1_000_000_000)
  await topUp(service, admin, admin.id, 1_000_000_000)
  const location = await makeLocation(service, admin)
  const tariff = await makeTariff(service, admin, { maxAdvanceDays: 3_650 })
  const ids = { locationId: location.id, tariffId: tariff.id }
  const space = await makeSpace(service, admin, ids)
  const fixture: Fixture = { service, admin, member, location, tariff, space, ids }
  const samples = {
    ...peopleSamples(fixture),
    ...locationSamples(fixture),
    ...catalogueSamples(fixture),
    ...bookingSamples(fixture),
    ...shiftSamples(fixture),
    ...walletSamples(fixture),
    ...paymentSamples(fixture),
    ...sessionSamples(fixture),
    ...staffSamples(fixture),
    ...reviewSamples(fixture),
  }
  assertComplete(service, samples)
  return { admin, member, samples }
}

/** Fails at once, and not in each test, where a route has no sample, and where a sample has no route. */
export function assertComplete({ app }: TestService, samples: Samples): void {
  const operations = operationsOf(app).map(({ operationId }) => operationId)
  const missing = operations.filter((name) => !(name in samples))
  if (missing.length > 0)
    throw new Error(`There is no sample of ${missing.join(', ')}: add one for each to testing/samples/`)
  const removed = Object.keys(samples).filter((name) => !operations.includes(name))
  if (removed.length > 0)
    throw new Error(`No route is ${removed.join(', ')}: remove its sample from testing/samples/`)
}
