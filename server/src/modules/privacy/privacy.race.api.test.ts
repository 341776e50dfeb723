import { beforeEach, describe, expect, it } from 'vitest'
import { at, book, makeCoworking, makeMember, type Person } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let world: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeEach(async () => {
  world = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
  member = await makeMember(service, world.admin, 0)
})

const remove = () => service.request('DELETE', `users/${member.id}`, { token: world.admin.token })
const bookingBody = () => ({ spaceId: world.space.id, ...at('2026-12-02', '10:00', '11:00') })
const live = () =>
  service.deps.db
    .selectFrom('bookings')
    .select(['id', 'status'])
    .where('userId', '=', member.id)
    .where('slot', 'is not', null)
    .execute()

/** The last lock of a deletion: while a test holds it, the deletion has removed the account, but has not committed. */
const holdDeletion = () => holdLock(service, 'SELECT FROM audit_head FOR UPDATE')

describe('while a person is being deleted', () => {
  it('its balance cannot be topped up any more', async () => {
    const held = await holdDeletion()
    const removed = remove()
    await held.untilWaiting(1)
    const topUp = service.request('POST', `users/${member.id}/wallet/entries`, {
      token: world.admin.token,
      body: { kind: 'top_up', amount: 100 },
    })
    await held.untilWaiting(2)
    await held.release()
    expect((await removed).status).toBe(204)
    expectProblem(await topUp, 404, 'not_found')
  })

  it('it books nothing any more', async () => {
    const held = await holdDeletion()
    const removed = remove()
    await held.untilWaiting(1)
    const booking = book(service, member, bookingBody())
    await held.untilWaiting(2)
    await held.release()
    expect((await removed).status).toBe(204)
    expectProblem(await booking, 401, 'unauthenticated')
    expect(await live()).toEqual([])
  })

  it('a booking that it makes at that moment is cancelled, too', async () => {
    // The lock that a booking takes after it has checked that the account exists.
    const held = await holdLock(service, 'SELECT lock_and_count_live_bookings($1, now(), 1)', [member.id])
    const booking = book(service, member, bookingBody())
    await held.untilWaiting(1)
    const removed = remove()
    await held.untilWaiting(2)
    await held.release()
    expect((await booking).status).toBe(201)
    expect((await removed).status).toBe(204)
    expect(await live()).toEqual([])
  })
})
