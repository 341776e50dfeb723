import { hourMs, toInstant, toMs } from '../../src/shared/time-range.ts'
import type { Fixture } from '../fixture.ts'
import type { RequestSource } from '../load.ts'
import { creationRequests, memberCount } from './booking-creation.ts'

type BenchBooking = { id: string; startsAt: string; headers: Record<string, string> }

/** Moves of 64 bookings in turn, each time by an hour. */
export async function moveRequests(fixture: Fixture): Promise<RequestSource> {
  const { source } = await creationRequests(fixture)
  const bookings = await makeBookings(fixture, source, memberCount)
  let moved = 0
  const next = () => {
    const { id, startsAt, headers } = bookings[moved % memberCount] as BenchBooking
    const start = toMs(startsAt) + (1 + Math.floor(moved++ / memberCount)) * hourMs
    const during = { startsAt: toInstant(start), endsAt: toInstant(start + hourMs) }
    return { path: `/api/v1/bookings/${id}`, headers, body: JSON.stringify(during) }
  }
  return { method: 'PATCH', next }
}

/** Cancellations. `prepare` makes the given number of bookings to cancel. */
export async function cancellationRequests(
  fixture: Fixture,
): Promise<{ source: RequestSource; prepare: (count: number) => Promise<void> }> {
  const { source } = await creationRequests(fixture)
  const bookings: BenchBooking[] = []
  const next = () => {
    const booking = bookings.pop()
    if (!booking) throw new Error('there is no booking left to cancel')
    return { path: `/api/v1/bookings/${booking.id}/cancel`, headers: booking.headers, body: '{}' }
  }
  const prepare = async (count: number) => {
    bookings.push(...(await makeBookings(fixture, source, Math.max(0, count - bookings.length))))
  }
  return { source: { method: 'POST', next }, prepare }
}

const clients = 8

async function makeBookings(
  { url }: Fixture,
  { next }: RequestSource,
  count: number,
): Promise<BenchBooking[]> {
  const bookings: BenchBooking[] = []
  let started = 0
  const work = async () => {
    while (started < count) {
      const at = started++
      const { path, headers, body = '' } = next()
      const response = await fetch(url + path, { method: 'POST', headers, body })
      if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      const { id, startsAt } = (await response.json()) as Pick<BenchBooking, 'id' | 'startsAt'>
      const { 'idempotency-key': _key, ...others } = headers
      bookings[at] = { id, startsAt, headers: others }
    }
  }
  await Promise.all(Array.from({ length: clients }, work))
  return bookings
}
