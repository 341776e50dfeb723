import { hashPassword } from '../server/src/modules/auth/auth.hash.ts'
import { insertSession } from '../server/src/modules/sessions/session.repository.ts'
import { sessionMs, signAccessToken } from '../server/src/modules/sessions/session.tokens.ts'
import { replaceLocations, updateUser } from '../server/src/modules/users/user.repository.ts'
import { createUser } from '../server/src/modules/users/user.service.ts'
import { newId } from '../server/src/shared/ids.ts'
import { toInstant } from '../server/src/shared/time-range.ts'
import * as coworking from './coworking.ts'
import type { TestService } from './harness.ts'

export type Created = coworking.Created
export type Person = { id: string; email: string; token: string }

export const password = 'correct horse battery'
const passwordHash = hashPassword(password)

let userCount = 0

/** A signed-in user. A manager runs `locationIds`. */
export async function makePerson(
  service: TestService,
  role: 'member' | 'manager' | 'admin' = 'member',
  locationIds: string[] = [],
): Promise<Person> {
  userCount += 1
  const email = `${role}${userCount}@example.com`
  const user = { email, firstName: 'Anna', lastName: `Person ${userCount}`, passwordHash: await passwordHash }
  const id = await service.deps.db.transaction().execute(async (trx) => {
    const id = await createUser(trx, { ...user, now: service.clock.now() })
    await updateUser(trx, id, { role, updatedAt: toInstant(service.clock.now()) })
    await replaceLocations(trx, id, locationIds)
    return id
  })
  return { id, email, token: await tokenOf(service, id) }
}

/** A fresh access token in a new session, for tests that move the clock past the lifetime of a token. */
export async function tokenOf({ deps, clock }: TestService, userId: string): Promise<string> {
  const id = newId()
  const at = toInstant(clock.now())
  const expiresAt = toInstant(clock.now() + sessionMs)
  await deps.db
    .transaction()
    .execute((trx) => insertSession(trx, { id, userId, createdAt: at, lastUsedAt: at, expiresAt }))
  return signAccessToken(deps, userId, id)
}

/** A location that is always open, unless `fields` say otherwise. */
export const makeLocation = (
  service: TestService,
  admin: Person,
  fields: { weekly?: object[]; [key: string]: unknown } = {},
): Promise<Created> => coworking.makeLocation(service, admin.token, fields)

export const makeTariff = (service: TestService, admin: Person, fields: object = {}): Promise<Created> =>
  coworking.makeTariff(service, admin.token, fields)

export const makeSpace = (
  service: TestService,
  admin: Person,
  fields: { locationId: string; tariffId: string; [key: string]: unknown },
): Promise<Created> => coworking.makeSpace(service, admin.token, fields)

export const topUp = (
  service: TestService,
  staff: Person,
  userId: string,
  amount: number,
): Promise<Created> => coworking.topUp(service, staff.token, userId, amount)

/** A member with money. */
export async function makeMember(service: TestService, admin: Person, balance = 10_000_000): Promise<Person> {
  const member = await makePerson(service)
  if (balance > 0) await topUp(service, admin, member.id, balance)
  return member
}

/** A location, a tariff and a room, run by an administrator: the fixture of most tests. `makeRoom` makes further rooms there. */
export async function makeCoworking(
  service: TestService,
  options: { tariff?: object; space?: object; location?: object } = {},
) {
  const admin = await makePerson(service, 'admin')
  const location = await makeLocation(service, admin, { ...options.location })
  const tariff = await makeTariff(service, admin, options.tariff)
  const makeRoom = (fields: object = {}): Promise<Created> =>
    makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id, ...fields })
  const space = await makeRoom(options.space)
  return { admin, location, tariff, space, makeRoom }
}

export type Coworking = Awaited<ReturnType<typeof makeCoworking>>

/** The interval `[from, to)` of a day of the tests' week in Moscow: `at('2026-12-02', '10:00', '11:00')`. */
export const at = (date: string, from: string, to: string) => ({
  startsAt: `${date}T${from}:00+03:00`,
  endsAt: `${date}T${to}:00+03:00`,
})

export const book = (
  service: TestService,
  person: Person,
  body: object,
  headers: Record<string, string> = {},
) => service.request('POST', 'bookings', { token: person.token, body, headers })

/** A booking that is expected to succeed. */
export const makeBooking = (
  service: TestService,
  person: Person,
  body: { spaceId: string; startsAt: string; endsAt: string; [key: string]: unknown },
): Promise<Created> => coworking.create(service, person.token, 'bookings', body)

export const moveBooking = (
  service: TestService,
  person: Person,
  bookingId: string,
  body: object,
  headers: Record<string, string> = {},
) => service.request('PATCH', `bookings/${bookingId}`, { token: person.token, body, headers })

export type StatusChange = 'cancel' | 'approve' | 'reject' | 'no-show' | 'check-in' | 'complete'

export const changeStatus = (
  service: TestService,
  person: Person,
  action: StatusChange,
  bookingId: string,
  body: object = {},
) => service.request('POST', `bookings/${bookingId}/${action}`, { token: person.token, body })

/** The balance of a user's wallet; 0 where the user has no wallet in this currency. */
export async function balanceOf(service: TestService, person: Person, currency = 'RUB'): Promise<number> {
  const { body } = await service.request('GET', 'me/wallet', { token: person.token })
  return body.balances.find((one: { currency: string }) => one.currency === currency)?.balance ?? 0
}

/** Moves the clock and signs these users in again, because an access token is valid for a quarter of an hour. */
export async function travelTo(service: TestService, instant: string, ...users: Person[]): Promise<void> {
  service.clock.set(instant)
  for (const person of users) person.token = await tokenOf(service, person.id)
}
