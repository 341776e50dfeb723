import type { StatusAction } from '../modules/bookings/booking.states.ts'
import { dayMs, hourMs, minuteMs, minutesOf, type TimeRange } from '../shared/time-range.ts'
import type { DemoSpace } from './demo.catalogue.ts'
import type { Random } from './demo.random.ts'
import type { Reservations } from './demo.reservations.ts'

type ChangedBy = 'owner' | 'manager'

/** What happens to a booking after it is made. */
export type Change = { at: number; by: ChangedBy } & (
  | { kind: 'move'; during: TimeRange }
  | { kind: 'cancel'; reason: string; refundPercent?: number }
  | { kind: StatusAction }
)

export type PlannedTime = { space: DemoSpace; during: TimeRange; madeAt: number }

type PlanningTools = { random: Random; reservations: Reservations }

/**
 * The changes of a booking up to `now`, in order of time. A change needs those before it, so the list ends at the first change
 * after `now`.
 */
export function outcomeOf(tools: PlanningTools, booking: PlannedTime, now: number): Change[] {
  const { random } = tools
  const changes: Change[] = []
  if (booking.space.requiresApproval) {
    const decision = approvalDecision(random, booking)
    changes.push(decision)
    if (decision.kind === 'reject') return changesBefore(changes, now)
  }
  const since = changes.at(-1)?.at ?? booking.madeAt
  let { during } = booking
  if (random.chance(0.09)) changes.push(cancellation(random, since, during))
  else {
    const moved = random.chance(0.07) ? move(tools, booking, since) : null
    if (moved) changes.push(moved)
    if (moved?.kind === 'move') during = moved.during
    changes.push(...attendanceChanges(tools, { ...booking, during }))
  }
  return changesBefore(changes, now)
}

function changesBefore(changes: Change[], now: number): Change[] {
  const firstLater = changes.findIndex((change) => change.at >= now)
  return firstLater < 0 ? changes : changes.slice(0, firstLater)
}

const approvalDecision = (random: Random, { madeAt }: PlannedTime): Change => ({
  at: madeAt + random.between(1, 26) * hourMs,
  by: 'manager',
  kind: random.chance(0.15) ? 'reject' : 'approve',
})

const ownersReasons = ['Заболел', 'Перенесли встречу', 'Поработаю из дома', 'Изменились планы', '']
const managersReasons = ['Просьба по телефону', 'Отменили вместе с участником', 'Ошибка при записи']

function cancellation(random: Random, since: number, { start }: TimeRange): Change {
  const at = Math.floor(since + ((start - since) * random.between(20, 97)) / 100)
  if (random.chance(0.8)) return { at, by: 'owner', kind: 'cancel', reason: random.pick(ownersReasons) }
  const reason = random.pick(managersReasons)
  return { at, by: 'manager', kind: 'cancel', reason, refundPercent: 100 }
}

/** Moves to a later time of the day, or to the same time of one of the next days; null where all tried times are taken. */
function move(
  { random, reservations }: PlanningTools,
  { space, during }: PlannedTime,
  since: number,
): Change | null {
  if (space.type !== 'desk' && space.type !== 'meeting_room') return null
  for (let attempt = 0; attempt < 4; attempt++) {
    const later = random.chance(0.6) ? random.between(30, 180, 30) * minuteMs : random.between(1, 3) * dayMs
    const target = { start: during.start + later, end: during.end + later }
    if (!reservations.reserve(space, target, during)) continue
    const at = Math.floor(since + ((during.start - since) * random.between(20, 90)) / 100)
    return { at, by: random.chance(0.8) ? 'owner' : 'manager', kind: 'move', during: target }
  }
  return null
}

/** Check-in, no-show, early end and extension. */
function attendanceChanges(tools: PlanningTools, booking: PlannedTime): Change[] {
  const { random } = tools
  const { start, end } = booking.during
  const after = (minutes: number) => start + minutes * minuteMs
  if (booking.space.requiresCheckIn) {
    if (random.chance(0.85)) return [checkIn(random, after(random.between(-10, 9)))]
    // The front desk records some no-shows; the other bookings become no-shows by themselves.
    return random.chance(0.4) ? [noShow(after(random.between(10, 14)))] : []
  }
  const isLong = minutesOf(booking.during) >= 60
  if (isLong && random.chance(0.03)) return [noShow(after(random.between(25, 50)))]
  if (!random.chance(0.3)) return []
  const changes = [checkIn(random, after(random.between(-10, 12)))]
  if (isLong && random.chance(0.12))
    changes.push({ at: end - random.between(10, 35) * minuteMs, by: 'owner', kind: 'complete' })
  else if (random.chance(0.05)) changes.push(...stayLonger(tools, booking))
  return changes
}

const noShow = (at: number): Change => ({ at, by: 'manager', kind: 'no-show' })

const checkIn = (random: Random, at: number): Change => ({
  at,
  by: random.chance(0.7) ? 'owner' : 'manager',
  kind: 'check-in',
})

function stayLonger({ random, reservations }: PlanningTools, { space, during }: PlannedTime): Change[] {
  const longer = { start: during.start, end: during.end + hourMs }
  if (!reservations.reserve(space, longer, during)) return []
  return [{ at: during.end - random.between(3, 14) * minuteMs, by: 'owner', kind: 'move', during: longer }]
}
