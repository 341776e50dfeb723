import pg from 'pg'
import { expect, it } from 'vitest'
import type { Deps } from '../../deps.ts'
import { createFairQueue } from '../../shared/fair-queue.ts'
import { unavailable } from '../../shared/problems.ts'
import { withAlternatives } from './booking.conflict.ts'
import { bookingConflict } from './booking.problems.ts'

const actor = { id: 'a member', role: 'member' as const, locationIds: [], sessionId: null }

it('a booking that has a conflict leaves the queue of bookings before its alternatives are looked up', async () => {
  const bookingQueue = createFairQueue({ maxRunning: 1, maxWaiting: 0, maxWaitMs: 60_000, maxWorkMs: 60_000 })
  const deps = { bookingQueue } as Pick<Deps, 'db' | 'clock' | 'loadAllTerms' | 'queryQueue' | 'bookingQueue'>
  const conflict = bookingConflict(undefined, { taken: [], alternatives: [] })
  let hasOtherMemberEntered = false
  const getAlternativesRequest = () =>
    bookingQueue('another member', async () => {
      hasOtherMemberEntered = true
      return null
    })
  const booking = withAlternatives(deps, actor, getAlternativesRequest, () => Promise.reject(conflict))
  await expect(booking).rejects.toBe(conflict)
  expect(hasOtherMemberEntered).toBe(true)
})

const tooSlow = () =>
  Object.assign(new pg.DatabaseError('canceling statement', 0, 'error'), { code: '57014' })

it.each([
  ['the queue of queries is full', unavailable()],
  ['the database ends the look-up of the alternatives', tooSlow()],
])('a booking is refused with the conflict, without alternatives, where %s', async (_, failure) => {
  const during = { start: 0, end: 1 }
  const getAlternativesRequest = async () => ({ spaceId: 'a space', during, userId: actor.id, moved: null })
  const { deps, conflict } = setUp(failure)
  const booking = withAlternatives(deps, actor, getAlternativesRequest, () => Promise.reject(conflict))
  const taken = [{ startsAt: 'then', endsAt: 'later' }]
  await expect(booking).rejects.toMatchObject({ type: bookingConflict, extras: { taken, alternatives: [] } })
})

it('a move is refused with the conflict where the database does not return the booking that is moved', async () => {
  const { deps, conflict } = setUp(tooSlow())
  const booking = withAlternatives(
    deps,
    actor,
    () => Promise.reject(tooSlow()),
    () => Promise.reject(conflict),
  )
  await expect(booking).rejects.toBe(conflict)
})

it('a booking is refused with a conflict where only the constraint finds that the slot is taken', async () => {
  const { deps } = setUp(tooSlow())
  const overlap = Object.assign(new pg.DatabaseError('conflicting key value', 0, 'error'), {
    code: '23P01',
    constraint: 'bookings_no_overlap',
  })
  const booking = withAlternatives(
    deps,
    actor,
    async () => null,
    () => Promise.reject(overlap),
  )
  const extras = { taken: [], alternatives: [] }
  await expect(booking).rejects.toMatchObject({ type: bookingConflict, extras })
})

/** The service and a conflict, where every query fails with `failure`. */
function setUp(failure: Error) {
  const deps = {
    db: {},
    bookingQueue: (_: string, work: () => Promise<unknown>) => work(),
    queryQueue: () => Promise.reject(failure),
  } as unknown as Parameters<typeof withAlternatives>[0]
  const taken = [{ startsAt: 'then', endsAt: 'later' }]
  return { deps, conflict: bookingConflict(undefined, { taken, alternatives: [] }) }
}
