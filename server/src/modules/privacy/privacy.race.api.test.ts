import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  book,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
  password,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeEach(async () => {
  service.clock.set(startOfTests)
  coworking = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
  member = await makeMember(service, coworking.admin, 0)
})

const remove = () => service.request('DELETE', `users/${member.id}`, { token: coworking.admin.token })
const bookingBody = () => ({ spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00') })
/** A visit of the space that is over, so that the person may review the space. */
const visit = async (person: Person) => {
  await makeBooking(service, person, bookingBody())
  await travelTo(service, '2026-12-02T09:00:00Z', person, coworking.admin)
}
const review = (person: Person) =>
  service.request('POST', `spaces/${coworking.space.id}/reviews`, {
    token: person.token,
    body: { rating: 4, text: 'Quiet and bright' },
  })
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
  it('a top-up of the balance is refused', async () => {
    const held = await holdDeletion()
    const removed = remove()
    await held.untilWaiting(1)
    const topUp = service.request('POST', `users/${member.id}/wallet/entries`, {
      token: coworking.admin.token,
      body: { kind: 'top_up', amount: 100 },
    })
    await held.untilWaiting(2)
    await held.release()
    expect((await removed).status).toBe(204)
    expectProblem(await topUp, 404, 'not_found')
  })

  it('a booking by the person is refused', async () => {
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

  it('a change of the password is refused', async () => {
    const held = await holdDeletion()
    const removed = remove()
    await held.untilWaiting(1)
    const body = { currentPassword: password, newPassword: `${password}!` }
    const change = service.request('POST', 'me/password', { token: member.token, body })
    await held.untilWaiting(2)
    await held.release()
    expect((await removed).status).toBe(204)
    expectProblem(await change, 401, 'unauthenticated')
  })

  it('a booking that the person makes at that moment is cancelled, too', async () => {
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

  it.each([
    ['opens a shift', 'manager', 'POST', () => `locations/${coworking.location.id}/shifts`, { float: 0 }],
    [
      'adds money to its own balance',
      'admin',
      'POST',
      (id) => `users/${id}/wallet/entries`,
      { kind: 'top_up', amount: 100 },
    ],
    ['changes its own account', 'admin', 'PATCH', (id) => `users/${id}`, { note: 'Late' }],
    ['deletes its own account once more', 'admin', 'DELETE', (id) => `users/${id}`, undefined],
  ] satisfies [string, 'manager' | 'admin', string, (id: string) => string, object | undefined][])(
    'a member of staff who is being deleted gets 401 where the person %s',
    async (_, role, method, pathOf, body) => {
      const person = await makePerson(service, role, role === 'manager' ? [coworking.location.id] : [])
      const held = await holdDeletion()
      const removed = service.request('DELETE', `users/${person.id}`, { token: coworking.admin.token })
      await held.untilWaiting(1)
      const late = service.request(method, pathOf(person.id), {
        token: person.token,
        ...(body && { body }),
      })
      await held.untilWaiting(2)
      await held.release()
      expect((await removed).status).toBe(204)
      expectProblem(await late, 401, 'unauthenticated')
    },
  )

  it('a review by the person is refused', async () => {
    await visit(member)
    const held = await holdDeletion()
    const removed = remove()
    await held.untilWaiting(1)
    const written = review(member)
    await held.untilWaiting(2)
    await held.release()
    expect((await removed).status).toBe(204)
    expectProblem(await written, 401, 'unauthenticated')
    const reviews = service.deps.db.selectFrom('reviews').select('id').where('userId', '=', member.id)
    expect(await reviews.execute()).toEqual([])
  })
})

describe('the deletion of a person with a merged account', () => {
  it('locks first the spaces that the merged account has reviewed, then the person, in the order of a booking', async () => {
    const closed = await makePerson(service)
    await visit(closed)
    const { body } = await review(closed)
    const asAdmin = (path: string, body = {}) =>
      service.request('POST', path, { token: coworking.admin.token, body })
    expect((await asAdmin(`reviews/${body.id}/approve`)).status).toBe(200)
    expect((await asAdmin(`users/${closed.id}/merge`, { into: member.id })).status).toBe(200)
    const held = await holdLock(service, 'SELECT FROM spaces WHERE id = $1 FOR NO KEY UPDATE', [
      coworking.space.id,
    ])
    const removed = remove()
    await held.untilWaiting(1)
    // A booking in the space takes this lock next; it fails here if the deletion has locked the person already.
    await held.run('SELECT FROM users WHERE id = $1 FOR KEY SHARE NOWAIT', [member.id])
    await held.release()
    expect((await removed).status).toBe(204)
    expect((await service.request('GET', `spaces/${coworking.space.id}`)).body.rating.count).toBe(0)
  })
})

it('a merge that is repeated locks the survivor before the merged account, in the order of the deletion of the survivor', async () => {
  const closed = await makePerson(service)
  const survivor = await makePerson(service)
  const merge = () =>
    service.request('POST', `users/${closed.id}/merge`, {
      token: coworking.admin.token,
      body: { into: survivor.id },
    })
  expect((await merge()).status).toBe(200)
  const held = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [survivor.id])
  const repeated = merge()
  await held.untilWaiting(1)
  // The deletion takes this lock last; it fails here if the merge has locked the merged account already.
  await held.run('SELECT FROM users WHERE id = $1 FOR UPDATE NOWAIT', [closed.id])
  await held.release()
  expectProblem(await repeated, 409, 'invalid_transition')
})
