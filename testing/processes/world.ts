import { dayMs, minuteMs, toInstant } from '../../server/src/shared/time-range.ts'
import type { Client } from './http-client.ts'
import { adminEmail, adminPassword } from './service-process.ts'

type Session = { accessToken: string; user: { id: string } }

export type Person = { id: string; token(): Promise<string> }

/** A coworking that is always open, with like spaces at 600.00 an hour, and members who can pay for years. */
export type World = { admin: Person; spaceIds: string[]; members: Person[] }

type Wanted = { spaces: number; members: number; tariff?: object; space?: object }

export const hourlyRate = 60_000
const plenty = 100_000_000_000
const tokenLifeMs = 10 * minuteMs

/** Made through the API, as a person would. */
export async function makeWorld(client: Client, wanted: Wanted): Promise<World> {
  const credentials = { email: adminEmail, password: adminPassword }
  const admin = personOf(client, credentials, await create<Session>(client, 'auth/login', credentials))
  const token = await admin.token()
  const make = (path: string, body: object) => create<{ id: string }>(client, path, body, token)
  const location = await make('locations', { name: 'Loft', timeZone: 'Europe/Moscow', currency: 'RUB' })
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }))
  await client.request('PUT', `locations/${location.id}/opening-hours`, { token, body: { weekly } })
  const tariff = await make('tariffs', { name: 'Hourly', currency: 'RUB', hourlyRate, ...wanted.tariff })
  const space = { locationId: location.id, tariffId: tariff.id, type: 'meeting_room', capacity: 6 }
  const spaceIds: string[] = []
  for (let n = 1; n <= wanted.spaces; n++)
    spaceIds.push((await make('spaces', { name: `Room ${n}`, ...space, ...wanted.space })).id)
  const numbers = Array.from({ length: wanted.members }, (_, index) => index)
  const members = await Promise.all(numbers.map(() => makeMember(client, admin, plenty)))
  return { admin, spaceIds, members }
}

let people = 0

export async function makeMember(client: Client, admin: Person, balance: number): Promise<Person> {
  people += 1
  const email = `member${people}-${Date.now()}@example.com`
  const registration = { email, password: adminPassword, firstName: 'Anna', lastName: 'Volkova' }
  const session = await create<Session>(client, 'auth/register', registration)
  const entry = { kind: 'top_up', amount: balance }
  await create(client, `users/${session.user.id}/wallet/entries`, entry, await admin.token())
  return personOf(client, { email, password: adminPassword }, session)
}

async function create<T>(client: Client, path: string, body: object, token?: string): Promise<T> {
  const answer = await client.request<T>('POST', path, { body, ...(token && { token }) })
  if (answer.status > 201)
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

function personOf(client: Client, credentials: { email: string; password: string }, first: Session): Person {
  let token = Promise.resolve(first.accessToken)
  let signedAt = Date.now()
  return {
    id: first.user.id,
    token: () => {
      if (Date.now() - signedAt > tokenLifeMs) {
        signedAt = Date.now()
        token = create<Session>(client, 'auth/login', credentials).then((session) => session.accessToken)
      }
      return token
    },
  }
}

// Half a day of Moscow from now, so that no scenario runs into a start that is past.
const firstStart = Math.ceil(Date.now() / dayMs + 1) * dayMs

/** The interval of `minutes` that starts so many minutes after a midnight (UTC) that is at least a day away. */
export const interval = (fromMinutes: number, minutes: number) => {
  const start = firstStart + fromMinutes * minuteMs
  return { startsAt: toInstant(start), endsAt: toInstant(start + minutes * minuteMs) }
}
