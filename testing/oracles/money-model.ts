// The documented rules of bookings and balances, computed independently: no code of the service is used here.

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const stepMs = 30 * minuteMs

/** The refund in percent when the start is at least this many hours ahead; after the last tier nothing is refunded. */
export const modelTiers = [
  { hoursBefore: 24, refundPercent: 100 },
  { hoursBefore: 4, refundPercent: 50 },
  { hoursBefore: 1, refundPercent: 33 },
]

export type ModelRoom = {
  id: string
  hourlyRate: number
  bufferAfterMinutes: number
  requiresApproval: boolean
  requiresCheckIn: boolean
}
export type ModelBooking = {
  owner: number
  room: ModelRoom
  start: number
  end: number
  /** The status that was last set by a call; `statusOf` also applies the changes that time brings. */
  status: string
  /** Whether it becomes a no-show without a check-in. */
  requiresCheckIn: boolean
  price: number
  /** The sum of what was charged for the booking, when it was made and when it was moved. */
  charged: number
  refunded: number
  /** The highest refund in percent that is still possible after a move. */
  limit: number
}
export type Model = { now: number; balances: number[]; bookings: ModelBooking[] }
export type RoomAndTime = { room: ModelRoom; start: number; end: number }

type StartConditions = { byStaff: boolean; awaitsApproval: boolean }

/** `201` or `409 booking_conflict`: a status, followed by the problem code of a refusal. */
type Outcome = string

const multiplyHalfUp = (value: number, numerator: number, denominator: number): number =>
  Math.floor((2 * value * numerator + denominator) / (2 * denominator))

/** The price, rounded separately for each local day of a location whose zone is UTC+3. */
function priceOf({ room, start, end }: RoomAndTime): number {
  let price = 0
  for (let from = start; from < end; ) {
    const midnight = (Math.floor((from + 3 * hourMs) / (24 * hourMs)) + 1) * 24 * hourMs - 3 * hourMs
    const to = Math.min(end, midnight)
    price += multiplyHalfUp(room.hourlyRate, (to - from) / minuteMs, 60)
    from = to
  }
  return price
}

export function statusOf({ status, requiresCheckIn, start, end }: ModelBooking, now: number): string {
  if (status === 'pending') return now < start ? 'pending' : 'expired'
  if (status === 'confirmed' && requiresCheckIn) return now < start + 15 * minuteMs ? status : 'no_show'
  if (status === 'confirmed' || status === 'checked_in') return now < end ? status : 'completed'
  return status
}

export const occupies = (booking: ModelBooking, now: number) =>
  ['pending', 'confirmed', 'checked_in'].includes(statusOf(booking, now))

/** The refund in percent that the owner would get by cancelling now. */
export function percentNow(booking: ModelBooking, now: number): number {
  const status = statusOf(booking, now)
  if (status === 'pending') return booking.limit
  if (status !== 'confirmed' || now >= booking.start) return 0
  const tier = modelTiers.find(({ hoursBefore }) => booking.start - now >= hoursBefore * hourMs)
  return Math.min(tier?.refundPercent ?? 0, booking.limit)
}

export const refundNowOf = (booking: ModelBooking, now: number) =>
  multiplyHalfUp(booking.price, percentNow(booking, now), 100)

function isTaken({ bookings, now }: Model, target: RoomAndTime, except?: ModelBooking): boolean {
  const slotEnd = (one: RoomAndTime) => one.end + one.room.bufferAfterMinutes * minuteMs
  return bookings.some(
    (other) =>
      other !== except &&
      other.room === target.room &&
      occupies(other, now) &&
      other.start < slotEnd(target) &&
      target.start < slotEnd(other),
  )
}

/** A booking that awaits an approval must start later than now, because it expires at its start. */
const startsInPast = ({ start }: RoomAndTime, now: number, { byStaff, awaitsApproval }: StartConditions) =>
  awaitsApproval ? start <= now : start + (byStaff ? stepMs : 0) <= now && start !== now

/** A booking that staff start in the running step needs no approval: the approval would come too late. */
const isWalkIn = (target: RoomAndTime, now: number, byStaff: boolean) => byStaff && target.start <= now

/** No check-in is required where the start is past when the booking is made or moved there: the member has come. */
const mustCheckIn = ({ room, start }: RoomAndTime, now: number) => room.requiresCheckIn && start >= now

function pay(model: Model, owner: number, amount: number): boolean {
  const left = (model.balances[owner] ?? 0) - amount
  if (left < 0) return false
  model.balances[owner] = left
  return true
}

export function book(model: Model, owner: number, target: RoomAndTime, byStaff: boolean): Outcome {
  const awaitsApproval = target.room.requiresApproval && !isWalkIn(target, model.now, byStaff)
  if (startsInPast(target, model.now, { byStaff, awaitsApproval })) return '422 starts_in_past'
  if (isTaken(model, target)) return '409 booking_conflict'
  const price = priceOf(target)
  if (!pay(model, owner, price)) return '402 insufficient_funds'
  const status = awaitsApproval ? 'pending' : 'confirmed'
  const requiresCheckIn = mustCheckIn(target, model.now)
  const money = { price, charged: price, refunded: 0, limit: 100 }
  model.bookings.push({ ...target, owner, status, requiresCheckIn, ...money })
  return '201'
}

export function move(model: Model, booking: ModelBooking, target: RoomAndTime, byStaff: boolean): Outcome {
  const { now } = model
  const { room, start, end } = booking
  if (target.room === room && target.start === start && target.end === end) return '200'
  const before = statusOf(booking, now)
  if (!occupies(booking, now)) return '409 invalid_transition'
  const hasStarted = now >= start
  let { status, requiresCheckIn } = booking
  if (hasStarted) {
    if (target.room !== room || target.start !== start) return '409 invalid_transition'
    if (target.end <= now) return '422 invalid_interval'
  } else {
    // A checked-in booking keeps its status, so it cannot be moved to a later start for which check-in is not open yet.
    if (before === 'checked_in' && target.start > Math.max(start, now + 15 * minuteMs))
      return '409 invalid_transition'
    if (target.room.requiresApproval && !byStaff && before === 'checked_in') return '409 invalid_transition'
    if (target.room.requiresApproval && !byStaff) status = 'pending'
    if (status === 'pending' && isWalkIn(target, now, byStaff)) status = 'confirmed'
    requiresCheckIn = mustCheckIn(target, now)
    if (target.end <= target.start) return '422 invalid_interval'
    if (startsInPast(target, now, { byStaff, awaitsApproval: status === 'pending' }))
      return '422 starts_in_past'
  }
  if (isTaken(model, target, booking)) return '409 booking_conflict'
  const difference = priceOf(target) - booking.price
  const percent = percentNow(booking, now)
  const back = difference < 0 ? multiplyHalfUp(-difference, percent, 100) : 0
  if (!pay(model, booking.owner, difference > 0 ? difference : -back)) return '402 insufficient_funds'
  const price = priceOf(target)
  const charged = booking.charged + Math.max(0, difference)
  Object.assign(booking, {
    ...target,
    status,
    requiresCheckIn,
    price,
    charged,
    limit: percent,
    refunded: booking.refunded + back,
  })
  return '200'
}

function end(model: Model, booking: ModelBooking, status: string, percent: number): Outcome {
  return endWith(model, booking, status, multiplyHalfUp(booking.price, percent, 100))
}

function endWith(model: Model, booking: ModelBooking, status: string, refund: number): Outcome {
  pay(model, booking.owner, -refund)
  Object.assign(booking, { status, refunded: booking.refunded + refund })
  return '200'
}

/** `percent` is the refund that staff name; null applies the policy. It never lowers the refund of a pending booking. */
export function cancel(
  model: Model,
  booking: ModelBooking,
  byStaff: boolean,
  percent: number | null,
): Outcome {
  const { now } = model
  const status = statusOf(booking, now)
  if (status === 'pending')
    return end(model, booking, 'cancelled', Math.max(percentNow(booking, now), percent ?? 0))
  if (status !== 'confirmed' || now >= (byStaff ? booking.end : booking.start))
    return '409 invalid_transition'
  return end(model, booking, 'cancelled', percent ?? percentNow(booking, now))
}

export const modelActions = ['approve', 'reject', 'no-show', 'check-in', 'complete'] as const

export function applyAction(
  model: Model,
  booking: ModelBooking,
  action: (typeof modelActions)[number],
): Outcome {
  const { now } = model
  const status = statusOf(booking, now)
  const become = (next: string) => {
    booking.status = next
    return '200'
  }
  if (action === 'approve' && status === 'pending') return become('confirmed')
  // A rejection gives back all that was charged, whatever an earlier move has left of the refund (decision 0005).
  if (action === 'reject' && status === 'pending')
    return endWith(model, booking, 'rejected', booking.charged - booking.refunded)
  if (action === 'complete' && status === 'checked_in') return become('completed')
  if (action === 'no-show' && status === 'confirmed' && now >= booking.start) return become('no_show')
  const isCheckInOpen = now >= booking.start - 15 * minuteMs && now < booking.end
  if (action === 'check-in' && status === 'confirmed' && isCheckInOpen) return become('checked_in')
  return '409 invalid_transition'
}

/** Expires the bookings that nobody approved in time and refunds `limit` percent. Returns them, removed from the model. */
export function expire(model: Model): ModelBooking[] {
  const expired = model.bookings.filter((booking) => statusOf(booking, model.now) === 'expired')
  for (const booking of expired) end(model, booking, 'expired', booking.limit)
  model.bookings = model.bookings.filter((booking) => !expired.includes(booking))
  return expired
}
