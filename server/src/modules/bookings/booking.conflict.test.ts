import { expect, it } from 'vitest'
import type { Deps } from '../../deps.ts'
import { createFairQueue } from '../../shared/fair-queue.ts'
import { withAlternatives } from './booking.conflict.ts'
import { bookingConflict } from './booking.problems.ts'

it('a booking that has a conflict leaves the queue of bookings before its alternatives are looked up', async () => {
  const bookingQueue = createFairQueue({ maxRunning: 1, maxWaiting: 0, maxWaitMs: 60_000, maxWorkMs: 60_000 })
  const deps = { bookingQueue } as Pick<Deps, 'db' | 'clock' | 'allTerms' | 'queryQueue' | 'bookingQueue'>
  const actor = { id: 'a member', role: 'member' as const, locationIds: [], sessionId: null }
  const conflict = bookingConflict(undefined, { taken: [], alternatives: [] })
  let hasOtherMemberEntered = false
  const findRequested = () =>
    bookingQueue('another member', async () => {
      hasOtherMemberEntered = true
      return null
    })
  const booking = withAlternatives(deps, actor, findRequested, () => Promise.reject(conflict))
  await expect(booking).rejects.toBe(conflict)
  expect(hasOtherMemberEntered).toBe(true)
})
