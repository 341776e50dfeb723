import { inTransaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { hashPassword } from '../modules/auth/auth.hash.ts'
import { createClosure } from '../modules/closures/closure.service.ts'
import { createLocation } from '../modules/locations/location.service.ts'
import { setOpeningHours } from '../modules/schedule/schedule.service.ts'
import { createSpace } from '../modules/spaces/space.service.ts'
import { createTariff } from '../modules/tariffs/tariff.service.ts'
import { appointManager, createUser } from '../modules/users/user.service.ts'
import type { Call, Role } from '../shared/call.ts'
import { instantsOf, toInstant } from '../shared/time-range.ts'
import { dateAt, daysAround, timesOf } from './demo.calendar.ts'
import { location, openingHours, spaces } from './demo.catalogue.ts'
import { holidaysIn } from './demo.holidays.ts'
import { demoPassword, emailOf, manager, members } from './demo.people.ts'
import type { Repair } from './demo.plan.ts'
import { tariffs } from './demo.tariffs.ts'

type SetupDeps = Pick<Deps, 'db' | 'clock' | 'config'>

/** The ids that this database has given to the named objects of the plan. */
export type Setup = {
  admin: Call
  manager: Call
  memberIds: Map<string, string>
  spaceIds: Map<string, string>
}

/** The call of a request that this user would send. */
export const callOf = (id: string, role: Role, locationIds: string[] = []): Call => ({
  actor: { id, role, locationIds, sessionId: null },
  ifMatch: null,
  idempotencyKey: null,
})

export function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the demo has no ${name}`)
  return id
}

/** Makes the coworking with all users, as on its opening day: the clock of `deps` shows that day. */
export async function setUpCoworking(
  deps: SetupDeps,
  admin: Call,
  now: number,
  repair: Repair,
): Promise<Setup> {
  const { locationId, spaceIds } = await openCoworking(deps, admin)
  await closeOnHolidays(deps, admin, locationId, now)
  await closeForRepair(deps, admin, locationId, spaceIds, repair)
  const { managerId, memberIds } = await createUsers(deps, locationId)
  return { admin, manager: callOf(managerId, 'manager', [locationId]), memberIds, spaceIds }
}

/** Makes the location, its week, the tariffs and the spaces. */
async function openCoworking(deps: SetupDeps, admin: Call) {
  const { id: locationId } = await createLocation(deps, admin, location)
  await setOpeningHours(deps, admin, locationId, openingHours)
  const tariffIds = new Map<string, string>()
  for (const [name, tariff] of Object.entries(tariffs))
    tariffIds.set(name, (await createTariff(deps, admin, { ...tariff, locationId })).id)
  const spaceIds = new Map<string, string>()
  for (const { tariff, ...space } of spaces) {
    const ids = { locationId, tariffId: idOf(tariffIds, tariff) }
    spaceIds.set(space.name, (await createSpace(deps, admin, { ...space, ...ids })).id)
  }
  return { locationId, spaceIds }
}

/** From the first planned day to a year after `now`. */
async function closeOnHolidays(deps: SetupDeps, admin: Call, locationId: string, now: number): Promise<void> {
  const today = dateAt(now)
  for (const { date, days, reason } of holidaysIn(today - daysAround, today + 366)) {
    const from = timesOf(date, 0, 1).start
    const to = timesOf(date + days - 1, 0, 24 * 60).end
    await createClosure(deps, admin, locationId, { from: toInstant(from), to: toInstant(to), reason }, false)
  }
}

async function closeForRepair(
  deps: SetupDeps,
  admin: Call,
  locationId: string,
  spaceIds: Map<string, string>,
  { space, during, reason }: Repair,
): Promise<void> {
  const { startsAt: from, endsAt: to } = instantsOf(during)
  await createClosure(
    deps,
    admin,
    locationId,
    { from, to, spaceId: idOf(spaceIds, space.name), reason },
    false,
  )
}

/** Makes the manager and the members. All have one password. */
async function createUsers(deps: SetupDeps, locationId: string) {
  const passwordHash = await hashPassword(demoPassword)
  const now = deps.clock.now()
  return inTransaction(deps, async (trx) => {
    const createDemoUser = (person: { name: string; firstName: string; lastName: string }) => {
      const { firstName, lastName } = person
      const user = { email: emailOf(person), firstName, lastName, locale: 'ru' as const }
      return createUser(trx, { ...user, passwordHash, now })
    }
    const managerId = await createDemoUser(manager)
    await appointManager(trx, managerId, [locationId], now)
    const memberIds = new Map<string, string>()
    for (const member of members) memberIds.set(member.name, await createDemoUser(member))
    return { managerId, memberIds }
  })
}
