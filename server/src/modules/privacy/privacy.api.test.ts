import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  book,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  travelTo,
} from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { runJobs } from '../../jobs.ts'
import { sendMails } from '../mails/mail.jobs.ts'
import type { SendMail } from '../mails/mail.message.ts'

const { service, coworking, member, asAdmin } = useCoworking({ balance: 100_000 }, beforeEach)

describe('deleting a person', () => {
  const remove = () => asAdmin('DELETE', `users/${member.id}`)
  /** Everything that identifies the person or lets the person sign in. */
  const traces = async () => {
    const { db } = service.deps
    const mails = await db.selectFrom('outgoingMails').select('id').where('userId', '=', member.id).execute()
    const sessions = await db.selectFrom('sessions').select('id').where('userId', '=', member.id).execute()
    const tokens = await db
      .selectFrom('mailedTokens')
      .select('purpose')
      .where('userId', '=', member.id)
      .execute()
    return { mails: mails.length, sessions: sessions.length, tokens: tokens.length }
  }

  it('is refused with the balance that would be left, refunds of future bookings included, and then changes nothing', async () => {
    const booking = await book(service, member, {
      spaceId: coworking.space.id,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    const all = async () => {
      const rows = (table: string) =>
        sql`SELECT * FROM ${sql.table(table)} ORDER BY 1`.execute(service.deps.db)
      const tables = [
        'users',
        'bookings',
        'transfers',
        'accounts',
        'outgoing_mails',
        'events',
        'sessions',
        'audit_events',
      ]
      return Promise.all(tables.map(async (table) => (await rows(table)).rows))
    }
    const before = await all()
    const refused = await remove()
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'balance_not_settled',
      balances: [{ currency: 'RUB', balance: 100_000 }],
    })
    expect(await all()).toEqual(before)
    expect((await asAdmin('GET', `bookings/${booking.body.id}`)).body.status).toBe('confirmed')
  })

  it('counts the refund of a booking that was not approved in time, also before a job has written it', async () => {
    const ids = { locationId: coworking.location.id, tariffId: coworking.tariff.id }
    const hall = await makeSpace(service, coworking.admin, { ...ids, requiresApproval: true })
    const during = at('2026-12-02', '09:00', '10:00')
    const { body } = await book(service, member, { spaceId: hall.id, ...during })
    const payout = { kind: 'payout', amount: body.totalPrice - 100_000, channel: 'bank' }
    await asAdmin('POST', `users/${member.id}/wallet/entries`, payout)
    await travelTo(service, during.startsAt, coworking.admin)
    const balances = [{ currency: 'RUB', balance: body.totalPrice }]
    const refusal = { status: 409, code: 'balance_not_settled', balances }
    expect((await remove()).body).toMatchObject(refusal)
    await runJobs(service.deps)
    expect((await asAdmin('GET', `users/${member.id}/wallet`)).body.balances).toMatchObject(balances)
    expect((await remove()).body).toMatchObject(refusal)
  })

  it('writes the end of bookings that time has ended', async () => {
    const free = await makeCoworking(service, {
      tariff: { hourlyRate: 0 },
      space: { requiresApproval: true },
    })
    const during = at('2026-12-02', '10:00', '11:00')
    expect((await book(service, member, { spaceId: free.space.id, ...during })).status).toBe(201)
    const body = { kind: 'payout', amount: -100_000, channel: 'bank' }
    await asAdmin('POST', `users/${member.id}/wallet/entries`, body)
    await travelTo(service, during.startsAt, coworking.admin)
    expect((await remove()).status).toBe(204)
    const rows = await service.deps.db
      .selectFrom('bookings')
      .select('status')
      .where('userId', '=', member.id)
      .execute()
    expect(rows).toEqual([{ status: 'expired' }])
  })

  it('cancels future bookings and removes the name, when the balance is 0', async () => {
    const free = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
    const booking = await book(service, member, {
      spaceId: free.space.id,
      ...at('2026-12-02', '10:00', '11:00'),
      title: 'Secret',
    })
    await asAdmin('POST', `users/${member.id}/wallet/entries`, { kind: 'adjustment', amount: -100_000 })
    await service.request('POST', 'auth/password-reset', { body: { email: member.email } })
    await runJobs(service.deps)
    expect(await traces()).toEqual({ mails: 3, sessions: 1, tokens: 1 })
    expect((await remove()).status).toBe(204)
    expect((await asAdmin('GET', `users/${member.id}`)).status).toBe(404)
    const after = await asAdmin('GET', `bookings/${booking.body.id}`)
    expect(after.body).toMatchObject({ status: 'cancelled', title: '', userId: member.id })
    expect(await traces()).toEqual({ mails: 0, sessions: 0, tokens: 0 })
    const { body: trail } = await asAdmin('GET', `audit?entity=user&entityId=${member.id}`)
    expect(trail.items[0].after).toEqual({ cancelledBookingIds: [booking.body.id] })
    const row = await service.deps.db
      .selectFrom('users')
      .select(['email', 'firstName', 'passwordHash'])
      .where('id', '=', member.id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({
      email: expect.stringMatching(/^deleted-[\da-f-]{36}@deleted\.invalid$/),
      firstName: 'Deleted',
      passwordHash: null,
    })
    await expect
      .poll(async () => (await service.request('GET', 'me', { token: member.token })).status)
      .toBe(401)
  })

  it('ends the access of the person: the next requests for personal data are 401, not 404, as after a merge', async () => {
    const [deleted, merged] = [await makePerson(service), await makePerson(service)]
    const sessionIds = []
    for (const { token } of [deleted, merged]) {
      expect((await service.request('GET', 'me', { token })).status).toBe(200)
      sessionIds.push((await service.request('GET', 'me/sessions', { token })).body.items[0].id)
    }
    expect((await asAdmin('DELETE', `users/${deleted.id}`)).status).toBe(204)
    expect((await asAdmin('POST', `users/${merged.id}/merge`, { into: member.id })).status).toBe(200)
    for (const { token } of [deleted, merged]) {
      const change = { token, body: { firstName: 'Late' } }
      expectProblem(await service.request('PATCH', 'me', change), 401, 'unauthenticated')
      for (const path of ['me', 'me/export'])
        expectProblem(await service.request('GET', path, { token }), 401, 'unauthenticated')
      const session = await service.request('DELETE', `me/sessions/${sessionIds.shift()}`, { token })
      expectProblem(session, 401, 'unauthenticated')
    }
  })

  it.each(['deletion', 'merge'])(
    'cannot be prevented by an account whose email is made of the id of the person (%s)',
    async (kind) => {
      const [guest, survivor] = [await makePerson(service), await makePerson(service)]
      const email = `deleted-${guest.id}@deleted.invalid`
      const body = { email, password: 'a fresh password', firstName: 'New', lastName: 'One' }
      expect((await service.request('POST', 'auth/register', { body })).status).toBe(201)
      if (kind === 'merge') await asAdmin('POST', `users/${guest.id}/merge`, { into: survivor.id })
      const id = kind === 'merge' ? survivor.id : guest.id
      expect((await asAdmin('DELETE', `users/${id}`)).status).toBe(204)
    },
  )

  it('makes the email available for a new account', async () => {
    const guest = await makePerson(service)
    expect((await asAdmin('DELETE', `users/${guest.id}`)).status).toBe(204)
    const body = { email: guest.email, password: 'a fresh password', firstName: 'New', lastName: 'One' }
    expect((await service.request('POST', 'auth/register', { body })).status).toBe(201)
  })
})

it.each(['deletion', 'merge'])(
  'a %s is refused where the person has changed since the state that If-Match names',
  async (kind) => {
    const person = await makeMember(service, coworking.admin, 0)
    const path = `users/${person.id}`
    const tagOf = async () => String((await asAdmin('GET', path)).headers.etag)
    const send = (ifMatch: string) => {
      const options = { token: coworking.admin.token, headers: { 'if-match': ifMatch } }
      if (kind === 'deletion') return service.request('DELETE', path, options)
      return service.request('POST', `${path}/merge`, { ...options, body: { into: member.id } })
    }
    const stale = await tagOf()
    await asAdmin('PATCH', path, { note: 'Owes a key' })
    expectProblem(await send(stale), 412, 'precondition_failed')
    expect((await asAdmin('GET', path)).body).toMatchObject({ note: 'Owes a key', mergedInto: null })
    expect((await send(await tagOf())).status).toBe(kind === 'deletion' ? 204 : 200)
  },
)

it('the mail about a merge to the closed account does not wait for the mail to the other account, whose mailbox is full', async () => {
  const [closed, survivor] = [await makePerson(service), await makePerson(service)]
  await service.mailsTo(closed.email)
  const emailVerifiedAt = '2026-11-30T00:00:00.000Z'
  await withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ emailVerifiedAt })
    .where('id', 'in', [closed.id, survivor.id])
    .execute()
  expect((await asAdmin('POST', `users/${closed.id}/merge`, { into: survivor.id })).status).toBe(200)
  const recipients: string[] = []
  const sendMail: SendMail = async ({ to }) => {
    if (to === survivor.email) throw Object.assign(new Error('full'), { responseCode: 452 })
    recipients.push(to)
  }
  await sendMails({ ...service.deps, sendMail })
  expect(recipients).toEqual([closed.email])
})

it('a deletion compares If-Match before it refuses to delete the last administrator', async () => {
  const path = `users/${coworking.admin.id}`
  const remove = (ifMatch: string) =>
    service.request('DELETE', path, { token: coworking.admin.token, headers: { 'if-match': ifMatch } })
  await withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ role: 'member' })
    .where('role', '=', 'admin')
    .where('id', '<>', coworking.admin.id)
    .execute()
  expectProblem(await remove('"stale"'), 412, 'precondition_failed')
  expectProblem(await remove('*'), 409, 'last_admin')
})

it('a merge refuses an unknown account and an account of staff before it compares If-Match, and a merged account after it', async () => {
  const [closed, manager] = [await makePerson(service), await makePerson(service, 'manager')]
  const merge = (from: string, into: string) =>
    service.request('POST', `users/${from}/merge`, {
      token: coworking.admin.token,
      headers: { 'if-match': '"stale"' },
      body: { into },
    })
  expectProblem(await merge(closed.id, crypto.randomUUID()), 404, 'not_found')
  expectProblem(await merge(manager.id, closed.id), 403, 'forbidden')
  expect((await asAdmin('POST', `users/${closed.id}/merge`, { into: member.id })).status).toBe(200)
  expectProblem(await merge(closed.id, member.id), 412, 'precondition_failed')
})
