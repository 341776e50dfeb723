import { expect, it } from 'vitest'
import { at, book, changeStatus, makeBooking, makeMember, makePerson } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { auditBooks } from '../../audit/audit.books.ts'
import { momentOf } from '../../audit/audit.moment.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'

const { service, coworking, asAdmin } = useCoworking()
const merge = (from: string, into: string) => asAdmin('POST', `users/${from}/merge`, { into })
const balanceOf = async (id: string) =>
  (await asAdmin('GET', `users/${id}/wallet`)).body.balances[0]?.balance ?? 0
/** A member whom the front desk made, without a password. */
const makeDeskMember = async (more: object = {}) =>
  (await asAdmin('POST', 'users', { firstName: 'Ann', lastName: 'Bell', phone: '+79161234567', ...more }))
    .body
const verify = (...ids: string[]) =>
  withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ emailVerifiedAt: new Date(service.clock.now()).toISOString() })
    .where('id', 'in', ids)
    .execute()
const day = (n: number) => at(`2026-12-${String(n).padStart(2, '0')}`, '10:00', '11:00')

it('live bookings, balance, note and tags pass to the surviving account; the closed account stays linked, and the ledger is right', async () => {
  const closed = await makeDeskMember()
  const member = await makeMember(service, coworking.admin, 1_000)
  await asAdmin('POST', `users/${closed.id}/wallet/entries`, { kind: 'top_up', amount: 100_000 })
  await asAdmin('PATCH', `users/${closed.id}`, { note: 'Likes the window', tags: ['regular'] })
  const slot = { spaceId: coworking.space.id, ...day(2), userId: closed.id }
  const booked = await asAdmin('POST', 'bookings', slot)
  const before = await service.request('GET', 'bookings', { token: member.token })
  expect(before.body.items).toEqual([])

  const { status, body } = await merge(closed.id, member.id)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    id: member.id,
    phone: '+79161234567',
    note: 'Likes the window',
    tags: ['regular'],
    mergedInto: null,
    balances: [{ currency: 'RUB', balance: 41_000 }],
  })
  expect((await asAdmin('GET', `users/${closed.id}`)).body).toMatchObject({
    firstName: 'Ann',
    mergedInto: member.id,
  })
  expect(await balanceOf(closed.id)).toBe(0)
  const seen = await service.request('GET', 'bookings', { token: member.token })
  expect(seen.body.items).toMatchObject([{ id: booked.body.id, userId: member.id }])
  const entries = (id: string) => asAdmin('GET', `users/${id}/wallet/entries?kind=merge`)
  expect((await entries(closed.id)).body.items).toMatchObject([{ kind: 'merge', amount: -40_000 }])
  expect((await entries(member.id)).body.items).toMatchObject([
    { kind: 'merge', amount: 40_000, channel: null },
  ])
  // The refund of a booking that passed to another owner goes to its present owner.
  const cancelled = await service.request('POST', `bookings/${booked.body.id}/cancel`, {
    token: member.token,
    body: {},
  })
  expect(cancelled.body.refund).toBe(60_000)
  expect(await balanceOf(member.id)).toBe(101_000)
  const trail = await asAdmin('GET', `audit?entity=user&entityId=${closed.id}`)
  expect(trail.body.items[0]).toMatchObject({
    action: 'merge',
    after: { mergedInto: member.id, bookingIds: [booked.body.id] },
  })
  expect(await auditBooks(service.deps.db, momentOf(service.clock))).toEqual([])
})

it.each([
  ['en', 'Your accounts were merged', 'in that account now'],
  ['ru', 'Ваши учётные записи объединены', 'теперь находятся в ней'],
] as const)(
  'both verified addresses of the person get a mail about the merge, in the language of the surviving account (%s)',
  async (locale, subject, phrase) => {
    const [closed, member] = [await makePerson(service), await makePerson(service)]
    await service.request('PATCH', 'me', { token: member.token, body: { locale } })
    await verify(closed.id, member.id)
    await merge(closed.id, member.id)
    for (const { email } of [closed, member]) {
      const mails = await service.mailsTo(email)
      expect(mails.map((mail) => mail.subject)).toEqual([subject])
      for (const part of [closed.email, member.email, phrase]) expect(mails[0]?.text).toContain(part)
    }
  },
)

it('no unverified address gets a mail about a merge; where the closed account had no email, the mail names the front desk', async () => {
  const [closed, member, deskMember] = [
    await makePerson(service),
    await makePerson(service),
    await makeDeskMember(),
  ]
  await merge(closed.id, member.id)
  expect([...(await service.mailsTo(closed.email)), ...(await service.mailsTo(member.email))]).toEqual([])
  await verify(member.id)
  await merge(deskMember.id, member.id)
  expect(await service.mailsTo(member.email)).toMatchObject([
    { text: expect.stringContaining('made at the front desk') },
  ])
})

it('the owner of the closed account gets a mail about the merge at its verified address, where the other address was never verified', async () => {
  const [closed, member] = [await makePerson(service), await makePerson(service)]
  await verify(closed.id)
  await merge(closed.id, member.id)
  // Without the name of the surviving account, which a stranger may have registered.
  expect(await service.mailsTo(closed.email)).toMatchObject([
    { subject: 'Your accounts were merged', text: expect.stringMatching(/^Hello!\n/) },
  ])
  expect(await service.mailsTo(member.email)).toEqual([])
})

it('the sessions of the closed account end, and its email is free', async () => {
  const closed = await makePerson(service)
  const member = await makePerson(service)
  expect((await merge(closed.id, member.id)).status).toBe(200)
  await expect
    .poll(async () => (await service.request('GET', 'me', { token: closed.token })).status)
    .toBe(401)
  const free = { email: closed.email, password: 'a fresh password', firstName: 'New', lastName: 'One' }
  expect((await service.request('POST', 'auth/register', { body: free })).status).toBe(201)
})

it('a surviving account without an email gets the email of the closed account, and can sign in if it is verified', async () => {
  const closed = await makePerson(service)
  await verify(closed.id)
  const deskMember = await makeDeskMember()
  const { body } = await merge(closed.id, deskMember.id)
  expect(body).toMatchObject({ email: closed.email, emailVerified: true, hasPassword: true })
  expect((await service.mailsTo(closed.email)).map(({ subject }) => subject)).toEqual([
    'Your accounts were merged',
  ])
})

it('a merge is refused for an account with itself, for unknown and merged accounts, for staff, and while a payment is pending', async () => {
  const [first, second] = [await makeDeskMember(), await makeDeskMember()]
  expectProblem(await merge(first.id, first.id), 400, 'validation_failed')
  expectProblem(await merge(first.id, crypto.randomUUID()), 404, 'not_found')
  expectProblem(await merge(crypto.randomUUID(), first.id), 404, 'not_found')
  expectProblem(await merge((await makePerson(service, 'manager')).id, first.id), 403, 'forbidden')
  const now = new Date(service.clock.now()).toISOString()
  const ids = { id: crypto.randomUUID(), userId: first.id }
  const payment = { ...ids, amount: 100, currency: 'RUB', status: 'pending' }
  const stamps = { provider: 'stripe', createdAt: now, askedAt: now, dueAt: now }
  const { db } = service.deps
  await withoutInvalidation(db)
    .insertInto('payments')
    .values({ ...payment, ...stamps })
    .execute()
  const pending = await merge(first.id, second.id)
  expectProblem(pending, 409, 'balance_not_settled')
  expect(pending.body.pendingPaymentIds).toEqual([payment.id])
  const ended = { status: 'failed', finishedAt: now }
  await withoutInvalidation(db).updateTable('payments').set(ended).where('id', '=', payment.id).execute()
  expect((await merge(first.id, second.id)).status).toBe(200)
  expectProblem(await merge(first.id, second.id), 409, 'invalid_transition')
  expectProblem(await merge((await makeDeskMember()).id, first.id), 409, 'invalid_transition')
  const topUp = { kind: 'top_up', amount: 100 }
  expectProblem(await asAdmin('POST', `users/${first.id}/wallet/entries`, topUp), 404, 'not_found')
  expectProblem(await asAdmin('PATCH', `users/${first.id}`, { note: 'x' }), 404, 'not_found')
  expectProblem(await asAdmin('DELETE', `users/${first.id}`), 404, 'not_found')
})

it('the ledger stays right where an account that got a booking by a merge is merged again', async () => {
  const [first, second] = [await makeMember(service, coworking.admin, 100_000), await makePerson(service)]
  const booked = await makeBooking(service, first, { spaceId: coworking.space.id, ...day(3) })
  await merge(first.id, second.id)
  await changeStatus(service, second, 'cancel', booked.id)
  expect((await merge(second.id, (await makePerson(service)).id)).status).toBe(200)
  expect(await auditBooks(service.deps.db, momentOf(service.clock))).toEqual([])
})

it('a waiting mail goes to the surviving account, also about a past booking that stays with the closed account', async () => {
  const [closed, member] = [await makeMember(service, coworking.admin, 100_000), await makePerson(service)]
  const booked = await makeBooking(service, closed, { spaceId: coworking.space.id, ...day(4) })
  await service.mailsTo(closed.email)
  await changeStatus(service, closed, 'cancel', booked.id)
  await merge(closed.id, member.id)
  expect((await service.mailsTo(member.email)).map(({ subject }) => subject)).toEqual([
    expect.stringContaining('Booking cancelled'),
  ])
})

it('a block cannot be avoided: a blocked account is not merged, and no account is merged into it', async () => {
  const [closed, member] = [await makePerson(service), await makePerson(service)]
  await asAdmin('PATCH', `users/${closed.id}`, { blocked: true })
  expectProblem(await merge(closed.id, member.id), 403, 'forbidden')
  const refused = await merge(member.id, closed.id)
  expectProblem(refused, 403, 'forbidden')
  expect(refused.body.detail).toMatch(/^The account to keep is blocked/)
})

it('the export and the deletion of a person include the accounts that were merged, also through another one', async () => {
  const [first, second] = [await makeDeskMember(), await makeDeskMember()]
  const last = await makePerson(service)
  await merge(first.id, second.id)
  await merge(second.id, last.id)
  const { body } = await service.request('GET', 'me/export', { token: last.token })
  expect(body.mergedAccounts.map(({ id }: { id: string }) => id)).toEqual([first.id, second.id])
  expect((await asAdmin('DELETE', `users/${last.id}`)).status).toBe(204)
  expect((await asAdmin('GET', `users/${first.id}`)).status).toBe(404)
  const names = service.deps.db
    .selectFrom('users')
    .select('firstName')
    .where('id', 'in', [first.id, second.id])
  expect(await names.execute()).toEqual([{ firstName: 'Deleted' }, { firstName: 'Deleted' }])
})

it('of simultaneous merges of A into B and of B into A only one succeeds; simultaneous bookings and top-ups are not lost', async () => {
  const makeRichMember = () => makeMember(service, coworking.admin, 70_000)
  const [first, second] = [await makeRichMember(), await makeRichMember()]
  const held = await holdLock(service, 'SELECT FROM audit_head FOR UPDATE')
  const merges = [merge(first.id, second.id), merge(second.id, first.id)]
  await held.untilWaiting(2)
  const topUps = [first, second].map(({ id }) =>
    asAdmin('POST', `users/${id}/wallet/entries`, { kind: 'top_up', amount: 500 }),
  )
  const bookings = [first, second].map((person, n) =>
    book(service, person, { spaceId: coworking.space.id, ...day(10 + n) }),
  )
  await held.untilWaiting(4)
  await held.release()
  expect((await Promise.all(merges)).map(({ status }) => status).sort()).toEqual([200, 409])
  const paid = (await Promise.all(topUps)).filter(({ status }) => status === 201).length
  const booked = (await Promise.all(bookings)).filter(({ status }) => status === 201).length
  const sum = (await balanceOf(first.id)) + (await balanceOf(second.id))
  expect(sum).toBe(140_000 + 500 * paid - 60_000 * booked)
  expect(await auditBooks(service.deps.db, momentOf(service.clock))).toEqual([])
})
