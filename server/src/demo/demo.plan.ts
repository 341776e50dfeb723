import type { SpaceType } from '../modules/spaces/space.schema.ts'
import { minuteMs, type TimeRange } from '../shared/time-range.ts'
import { dateAt, daysAround, hoursOn, isWeekend, timesOf } from './demo.calendar.ts'
import { type DemoSpace, spaces } from './demo.catalogue.ts'
import { type Change, outcomeOf, type PlannedTime } from './demo.outcome.ts'
import { type Member, members, walkIns } from './demo.people.ts'
import { createRandom, type Random } from './demo.random.ts'
import { createReservations, type Reservations } from './demo.reservations.ts'
import { type PlannedVisit, planVisit } from './demo.visits.ts'

export type PlannedBooking = PlannedTime & {
  member: Member
  title: string
  byManager: boolean
  changes: Change[]
}

/** A part of the day that is closed for one space. */
export type Repair = { space: DemoSpace; during: TimeRange; reason: string }

export type Plan = {
  bookings: PlannedBooking[]
  repair: Repair
  /** For each person who has walked in, a free time of a desk. */
  visits: PlannedVisit[]
}

type PlanDraft = { now: number; random: Random; reservations: Reservations; bookings: PlannedBooking[] }
type WantedBooking = {
  member: Member
  /** The possible spaces; the first free one is booked. */
  spaces: DemoSpace[]
  date: number
  /** Minutes of the day. */
  from: number
  to: number
  daysAhead: number
  title: string
}

const ofType = (...types: SpaceType[]) => spaces.filter((space) => types.includes(space.type))
const desks = ofType('desk')
const rooms = ofType('meeting_room')
const booths = ofType('phone_booth')
const offices = ofType('private_office')
const halls = ofType('event_space')

/** The members who take the offices and hold the events. */
const hosts = members.slice(0, 6)

/**
 * The bookings with their changes, the repair and the visits in the weeks around `now`: equal for an equal `now`, and valid by the rules
 * of the catalogue. Nothing in the plan is done later than `now`; only booked times may be later. Pure.
 */
export function planBookings(now: number): Plan {
  const today = dateAt(now)
  const draft: PlanDraft = {
    now,
    random: createRandom(7_265_343),
    reservations: createReservations(),
    bookings: [],
  }
  const repair = planRepair(today)
  draft.reservations.reserve(repair.space, repair.during)
  for (let date = today - daysAround; date <= today + daysAround; date++)
    if (hoursOn(date)) planDay(draft, date)
  planPendingBookings(draft, today)
  const visits = walkIns.flatMap((_, index) => planVisit({ ...draft, desks }, index) ?? [])
  return { bookings: draft.bookings, repair, visits }
}

/** The closure of a meeting room for a new screen: the afternoon of the first working day that is at least six days ahead. */
function planRepair(today: number): Repair {
  let date = today + 6
  while (isWeekend(date) || !hoursOn(date)) date++
  const space = rooms[2] as DemoSpace
  return { space, during: timesOf(date, 12 * 60, 16 * 60), reason: 'Замена экрана' }
}

function planDay(draft: PlanDraft, date: number): void {
  const dayOff = isWeekend(date)
  planHall(draft, date, dayOff)
  planOffices(draft, date, dayOff)
  for (const [index, member] of members.entries()) {
    const { habit } = member
    const isPresent = draft.random.chance(dayOff ? habit.dayOff : habit.workday)
    if (isPresent) planDesk(draft, member, index, date)
    // A member who works elsewhere today may still come for a meeting.
    if (draft.random.chance(habit.meetings * (isPresent ? 1 : 0.15))) planMeeting(draft, member, date)
    for (let call = 0; isPresent && call < 2; call++)
      if (draft.random.chance(habit.calls)) planCall(draft, member, date)
  }
}

function planDesk(draft: PlanDraft, member: Member, index: number, date: number): void {
  const { random } = draft
  const { arrival, stay, daysAhead } = member.habit
  const from = random.between(arrival[0], arrival[1], 30)
  // Every member usually books the same desk; where it is taken, another one is booked.
  const usualDesk = desks[(index * 7) % desks.length] as DemoSpace
  const candidates = [usualDesk, ...Array.from({ length: 5 }, () => random.pick(desks))]
  const ahead = random.chance(0.9) ? random.between(...daysAhead) : random.between(0, 1)
  planBooking(draft, {
    member,
    spaces: candidates,
    date,
    title: '',
    daysAhead: ahead,
    from,
    to: from + random.between(stay[0], stay[1], 30),
  })
}

const meetings = [
  'Планёрка',
  'Ретроспектива',
  'Собеседование',
  'Встреча с заказчиком',
  'Разбор макетов',
  'Созвон с подрядчиком',
  'Один на один',
  'Демо спринта',
  'Стратегическая сессия',
  'Бюджет на квартал',
]

function planMeeting(draft: PlanDraft, member: Member, date: number): void {
  const { random } = draft
  // The sum of two random numbers is most often near the middle, so most meetings are held at midday.
  const from = random.between(9 * 60, 14 * 60, 30) + random.between(0, 4 * 60, 30)
  const first = random.between(0, rooms.length - 1)
  planBooking(draft, {
    member,
    date,
    from,
    to: from + random.pick([60, 60, 60, 90, 90, 120, 30]),
    spaces: [...rooms.slice(first), ...rooms.slice(0, first)],
    daysAhead: random.between(0, 14),
    title: random.pick(meetings),
  })
}

function planCall(draft: PlanDraft, member: Member, date: number): void {
  const { random } = draft
  const from = random.between(10 * 60, 13 * 60, 15) + random.between(0, 5 * 60, 15)
  planBooking(draft, {
    member,
    date,
    from,
    to: from + random.pick([15, 30, 30, 45, 60]),
    spaces: booths,
    daysAhead: random.pick([0, 0, 0, 1, 1, 3]),
    title: '',
  })
}

function planOffices(draft: PlanDraft, date: number, dayOff: boolean): void {
  const { random } = draft
  for (const [index, office] of offices.entries())
    if (random.chance(dayOff ? 0.1 : 0.75))
      planBooking(draft, {
        member: hosts[index * 2 + random.between(0, 1)] as Member,
        spaces: [office],
        date,
        from: 10 * 60,
        to: random.between(17 * 60, 19 * 60, 60),
        daysAhead: random.between(4, 16),
        title: random.pick(['День команды', 'Работа над релизом', '']),
      })
}

const events = ['Открытая лекция', 'Митап дизайнеров', 'Показ фильма', 'Мастер-класс', 'Презентация книги']

function planHall(draft: PlanDraft, date: number, dayOff: boolean): void {
  const { random } = draft
  if (random.chance(dayOff ? 0.5 : 0.35)) planBooking(draft, eventOn(random, date, random.between(5, 20)))
}

function eventOn(random: Random, date: number, daysAhead: number): WantedBooking {
  const [from, to] = isWeekend(date) ? [12 * 60, 18 * 60] : [18 * 60, 21 * 60]
  return { member: random.pick(hosts), spaces: halls, date, from, to, daysAhead, title: random.pick(events) }
}

/** Two bookings requested in the last hours, so that some bookings wait for approval on any day. */
function planPendingBookings(draft: PlanDraft, today: number): void {
  const { random, now } = draft
  for (let date = today + 3, planned = 0; date <= today + daysAround && planned < 2; date++) {
    const { member, from, to, title } = eventOn(random, date, 0)
    const during = timesOf(date, from, to)
    if (!draft.reservations.reserve(halls[0] as DemoSpace, during)) continue
    const madeAt = now - random.between(40, 600) * minuteMs
    const space = halls[0] as DemoSpace
    draft.bookings.push({ member, space, during, title, madeAt, byManager: false, changes: [] })
    planned++
  }
}

/** Plans a booking unless it would be made only after `now`, or none of its spaces is free. */
function planBooking(
  draft: PlanDraft,
  { member, spaces, date, from, to, daysAhead, title }: WantedBooking,
): void {
  const { random, reservations, now } = draft
  const hours = hoursOn(date)
  if (!hours) return
  // On days off all members come later.
  const shift = Math.max(0, hours.opens - from)
  const during = timesOf(date, from + shift, Math.min(to + shift, hours.closes))
  const madeAt = daysAhead > 0 ? someTimeOn(random, date - daysAhead) : shortlyBefore(random, during)
  const byManager = random.chance(0.1)
  if (madeAt >= now) return
  const space = spaces.find((candidate) => reservations.reserve(candidate, during))
  if (!space) return
  const plannedTime = { space, during, madeAt }
  draft.bookings.push({
    ...plannedTime,
    member,
    title,
    byManager,
    changes: outcomeOf({ random, reservations }, plannedTime, now),
  })
}

function someTimeOn(random: Random, date: number): number {
  const minute = random.between(8 * 60, 22 * 60)
  return timesOf(date, minute, minute + 1).start + random.between(0, 59_999)
}

const shortlyBefore = (random: Random, { start }: TimeRange): number =>
  start - random.between(16, 150) * minuteMs + random.between(0, 59_999)
