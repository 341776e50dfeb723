import { dayMs, minuteMs, toInstant } from '../../server/src/shared/time-range.ts'
import { makeLocation, makeSpace, makeTariff, send, topUp } from '../coworking.ts'
import type { Client } from './http-client.ts'
import { adminEmail, adminPassword } from './service-process.ts'

type Session = { accessToken: string; user: { id: string } }

export type Person = { id: string; token(): Promise<string> }

/** A coworking that is always open, with identical spaces at 600.00 an hour, and members with money for years of bookings. */
export type MembersFixture = { admin: Person; spaceIds: string[]; members: Person[] }

type MembersFixtureOptions = { spaces: number; members: number; tariff?: object; space?: object }

const plenty = 100_000_000_000
const tokenLifeMs = 10 * minuteMs

/** Makes a coworking and its people through the API, as a client does. */
export async function makeMembersFixture(
  client: Client,
  options: MembersFixtureOptions,
): Promise<MembersFixture> {
  const credentials = { email: adminEmail, password: adminPassword }
  const session = await send<Session>(client, 'POST', 'auth/login', { body: credentials })
  const admin = personOf(client, credentials, session)
  const token = await admin.token()
  const location = await makeLocation(client, token)
  const tariff = await makeTariff(client, token, options.tariff)
  const ids = { locationId: location.id, tariffId: tariff.id }
  const spaceIds: string[] = []
  for (let n = 1; n <= options.spaces; n++)
    spaceIds.push((await makeSpace(client, token, { name: `Room ${n}`, ...ids, ...options.space })).id)
  const numbers = Array.from({ length: options.members }, (_, index) => index)
  const members = await Promise.all(numbers.map(() => makeMember(client, admin, plenty)))
  return { admin, spaceIds, members }
}

let userCount = 0

export async function makeMember(client: Client, admin: Person, balance: number): Promise<Person> {
  userCount += 1
  const email = `member${userCount}-${Date.now()}@example.com`
  const registration = { email, password: adminPassword, firstName: 'Anna', lastName: 'Volkova' }
  const session = await send<Session>(client, 'POST', 'auth/register', { body: registration })
  await topUp(client, await admin.token(), session.user.id, balance)
  return personOf(client, { email, password: adminPassword }, session)
}

function personOf(client: Client, credentials: { email: string; password: string }, first: Session): Person {
  let token = Promise.resolve(first.accessToken)
  let signedAt = Date.now()
  return {
    id: first.user.id,
    token: () => {
      if (Date.now() - signedAt > tokenLifeMs) {
        signedAt = Date.now()
        token = send<Session>(client, 'POST', 'auth/login', { body: credentials }).then(
          ({ accessToken }) => accessToken,
          (error: Error) => {
            // The next request signs in again.
            signedAt = 0
            throw error
          },
        )
      }
      return token
    },
  }
}

// A midnight (UTC) at least a day from now, so that no scenario reaches a start in the past.
const firstStart = Math.ceil(Date.now() / dayMs + 1) * dayMs

/** An interval of `minutes`. It starts the given number of minutes after a midnight (UTC) that is at least a day away. */
export const interval = (fromMinutes: number, minutes: number) => {
  const start = firstStart + fromMinutes * minuteMs
  return { startsAt: toInstant(start), endsAt: toInstant(start + minutes * minuteMs) }
}
