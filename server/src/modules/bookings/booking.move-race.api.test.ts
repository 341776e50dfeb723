import { expect, it } from 'vitest'
import { at } from '../../../../testing/factories.ts'
import { useBookingMoves } from '../../../../testing/fixtures/booking-moves.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'

const { service, coworking, member, booking, day, makeRoom, move } = useBookingMoves()

it('a move that waits while another move takes the booking into another space locks that space before it writes', async () => {
  const dearer = await makeRoom({ hourlyRate: 90_000 })
  const wallet = await holdLock(service, 'SELECT FROM accounts WHERE user_id = $1 FOR UPDATE', [member.id])
  const first = move({ spaceId: dearer.id })
  await wallet.untilWaiting(1)
  let isDone = false
  const second = move(at(day, '14:00', '16:00'), coworking.admin).finally(() => {
    isDone = true
  })
  await wallet.untilWaiting(2)
  // The test waits for the lock of the space, too, and gets it before the second move.
  const space = holdLock(service, 'SELECT FROM spaces WHERE id = $1 FOR UPDATE', [dearer.id])
  await wallet.untilWaiting(3)
  await wallet.release()
  expect((await first).body).toMatchObject({ spaceId: dearer.id, startsAt: booking.startsAt })
  const held = await space
  await held.untilWaiting(1, () => isDone)
  expect(isDone).toBe(false)
  await held.release()
  expect(await second).toMatchObject({
    status: 200,
    body: { spaceId: dearer.id, startsAt: `${day}T11:00:00.000Z`, totalPrice: 180_000 },
  })
})
