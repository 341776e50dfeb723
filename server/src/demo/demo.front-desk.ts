import { book } from '../modules/bookings/booking.book.ts'
import { performAction } from '../modules/bookings/booking.perform-action.ts'
import { mergePerson } from '../modules/privacy/privacy.merge.ts'
import { closeShift, getShift, openShift } from '../modules/shifts/shift.service.ts'
import { createMember } from '../modules/users/user.front-desk.ts'
import { updateUser } from '../modules/users/user.update.ts'
import { addEntry } from '../modules/wallet/wallet.entry.ts'
import { instantsOf, minuteMs } from '../shared/time-range.ts'
import { dateAt, hoursOn, timesOf } from './demo.calendar.ts'
import { location } from './demo.catalogue.ts'
import { secondAccount, walkIns } from './demo.people.ts'
import type { ReplayDeps, TimedAction } from './demo.replay.ts'
import { idOf, type Setup } from './demo.setup.ts'
import type { PlannedVisit } from './demo.visits.ts'

const closedShifts = 3
// In kopecks.
const float = 500_000
const missingCash = -15_000
const checkInMs = 15 * minuteMs

/**
 * The manager's work at the front desk: a shift on each of the last three open days, and an open one today; people who came on the last open
 * day without an account, and have booked for today or the next open day; and a second account, which is merged.
 */
export function frontDeskActions(
  deps: ReplayDeps,
  setup: Setup,
  visits: PlannedVisit[],
  now: number,
): TimedAction[] {
  const dates = lastOpenDates(dateAt(now))
  const shifts = dates.flatMap((date, index) => {
    const difference = index === 0 ? missingCash : 0
    const hours = hoursOn(date) ?? { opens: 0, closes: 1 }
    const { start, end } = timesOf(date, hours.opens, hours.closes)
    return shiftActions(deps, setup, { opens: start, closes: end - minuteMs, difference })
  })
  const openedTodayAt = Math.min(timesOf(dateAt(now), 8 * 60, 9 * 60).start, now - minuteMs)
  const last = dates.at(-1) ?? dateAt(now) - 1
  const noon = timesOf(last, 12 * 60, 13 * 60).start
  const guests: string[] = []
  const createAccounts = walkIns.map((person, index) => ({
    at: noon + index * minuteMs,
    run: async () => void guests.push(await createWalkIn(deps, setup, person)),
  }))
  const bookVisits = visits.map((visit, index) => ({
    at: now - minuteMs,
    run: () => bookVisit(deps, setup, guests[index] ?? '', visit),
  }))
  const mergeSecondAccount = async () => {
    const id = await createWalkIn(deps, setup, secondAccount)
    await mergePerson(deps, setup.admin, id, { into: idOf(setup.memberIds, secondAccount.of) })
  }
  return [
    ...shifts,
    { at: openedTodayAt, run: async () => void (await openManagerShift(deps, setup)) },
    ...createAccounts,
    ...bookVisits,
    { at: noon + walkIns.length * minuteMs, run: mergeSecondAccount },
  ]
}

/** The last days before `today` that have opening hours, in order. */
function lastOpenDates(today: number): number[] {
  const dates: number[] = []
  for (let date = today - 1; dates.length < closedShifts; date--) if (hoursOn(date)) dates.unshift(date)
  return dates
}

const openManagerShift = ({ db, clock }: ReplayDeps, { manager }: Setup) => {
  const [locationId = ''] = manager.actor.locationIds
  return openShift({ db, clock }, manager, locationId, { float })
}

/** A shift: its begin and end, and the difference between the counted cash and the expected cash. */
type PlannedShift = { opens: number; closes: number; difference: number }

function shiftActions(
  deps: ReplayDeps,
  setup: Setup,
  { opens, closes, difference }: PlannedShift,
): TimedAction[] {
  let id = ''
  const begin = async () => {
    id = (await openManagerShift(deps, setup)).id
  }
  const end = async () => {
    const { expected } = await getShift(deps.db, setup.manager.actor, id)
    await closeShift(deps, setup.manager, id, { counted: Math.max(0, expected + difference) })
  }
  return [
    { at: opens, run: begin },
    { at: closes, run: end },
  ]
}

/** Books a desk for a person who has come, and checks the person in where the booking begins soon. */
async function bookVisit(
  deps: ReplayDeps,
  { manager, spaceIds }: Setup,
  userId: string,
  { space, during }: PlannedVisit,
): Promise<void> {
  const input = { spaceId: idOf(spaceIds, space.name), ...instantsOf(during), userId }
  const { id } = await book(deps, manager, input)
  const startsSoon = during.start - deps.clock.now() <= checkInMs
  if (startsSoon) await performAction(deps, manager, id, 'check-in')
}

type WalkIn = (typeof walkIns)[number]

/** Makes the account of a person who walks in, with a top-up in cash. Returns its id. */
async function createWalkIn(deps: ReplayDeps, { manager }: Setup, person: WalkIn): Promise<string> {
  const { firstName, lastName, phone, note, tags, cash } = person
  const { id } = await createMember(deps, manager, { firstName, lastName, phone, locale: 'ru' })
  await updateUser(deps, manager, id, { note, tags })
  const entry = { kind: 'top_up' as const, channel: 'cash' as const, amount: cash }
  await addEntry(deps, manager, id, { ...entry, currency: location.currency })
  return id
}
