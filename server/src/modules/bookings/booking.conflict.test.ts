import { expect, it } from 'vitest'
import type { Deps } from '../../deps.ts'
import { createTurns } from '../../shared/turns.ts'
import { withAlternatives } from './booking.conflict.ts'
import { bookingConflict } from './booking.problems.ts'

it('the turn of a booking that has a conflict is over before its alternatives are looked up', async () => {
  const bookingTurns = createTurns({ maxRunning: 1, maxWaiting: 0, maxWaitMs: 60_000, workMs: 60_000 })
  const deps = { bookingTurns } as Pick<Deps, 'db' | 'clock' | 'allTerms' | 'turns' | 'bookingTurns'>
  const actor = { id: 'a member', role: 'member' as const, locationIds: [], sessionId: null }
  const conflict = bookingConflict(undefined, { taken: [], alternatives: [] })
  let hasBooked = false
  const findRequested = () =>
    bookingTurns('another member', async () => {
      hasBooked = true
      return null
    })
  const booking = withAlternatives(deps, actor, findRequested, () => Promise.reject(conflict))
  await expect(booking).rejects.toBe(conflict)
  expect(hasBooked).toBe(true)
})
