import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, makeCoworking, type Person, travelTo } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { runJobs } from '../src/jobs.ts'
import { freeTexts, type Shape } from './free-texts.ts'
import { others, personal } from './known-texts.ts'
import { findTraces } from './traces.ts'

const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)

/** Marker words that the test finds again wherever a person's text was stored, in any letter case. */
const mark = (field: string) => `zq${field.toLowerCase().replaceAll(/[^a-z]/g, '')}zq`

type Operation = { operationId: string; requestBody?: { content: Record<string, { schema: Shape }> } }

it('every free text of a request is known to this test', () => {
  const { paths = {} } = service.app.swagger() as unknown as {
    paths?: Record<string, Record<string, Operation>>
  }
  const found = Object.values(paths).flatMap((path) =>
    Object.values(path).flatMap(({ operationId, requestBody }) => {
      const schema = requestBody?.content['application/json']?.schema
      return schema ? freeTexts(schema, operationId) : []
    }),
  )
  const listed = [...personal, ...others]
  expect(
    found.filter((field) => !listed.includes(field)),
    'name each of these in known-texts.ts: in `personal`, and write it below, where it is about a person; else in `others`',
  ).toEqual([])
  expect(
    listed.filter((field) => !found.includes(field)),
    'no request has these any more: remove them from `personal` and `others` in known-texts.ts',
  ).toEqual([])
})

// A telephone number holds no letters: these are searched for as they are.
const phones = ['+79990001122', '+79990003344']

describe('a deleted person', () => {
  let admin: Person
  let id: string
  const words = [...personal.map(mark), mark('user agent'), mark('key'), '203.0.113.77', ...phones]
  const text = (field: string) => `${mark(field)} of mine`

  beforeAll(async () => {
    const world = await makeCoworking(service, { space: { requiresCheckIn: false } })
    admin = world.admin
    const headers = { 'user-agent': text('user agent') }
    const email = `${mark('register.email')}@example.com`
    const names = { firstName: text('register.firstName'), lastName: text('register.lastName') }
    const secret = text('register.password')
    const me = await call('POST', 'auth/register', { headers, body: { email, password: secret, ...names } })
    id = me.user.id
    await service.request('POST', 'auth/login', {
      body: { email: `${mark('login.email')}@example.com`, password: text('login.password') },
    })
    const token = () => ({ token: me.accessToken as string })
    const keyed = (key: string) => ({ 'idempotency-key': `${mark('key')}-${key}` })
    await call('PATCH', 'me', {
      ...token(),
      body: {
        firstName: text('updateMe.firstName'),
        lastName: text('updateMe.lastName'),
        phone: phones[0],
      },
    })
    await call('PATCH', `users/${id}`, {
      token: admin.token,
      body: {
        firstName: text('updateUser.firstName'),
        lastName: text('updateUser.lastName'),
        note: text('updateUser.note'),
        tags: [text('updateUser.tags')],
      },
    })
    const topUp = { amount: 1_000_000, kind: 'top_up', memo: text('addEntry.memo') }
    await call('POST', `users/${id}/wallet/entries`, {
      token: admin.token,
      headers: keyed('entry'),
      body: topUp,
    })
    const paid = await call('POST', 'payments', {
      ...token(),
      headers: keyed('payment'),
      body: { amount: 1_000, returnPath: `/${mark('createPayment.returnPath')}` },
    })
    await fetch(paid.checkoutUrl, { method: 'POST', body: 'do=pay', redirect: 'manual' })
    service.clock.advance(2_000)
    await call('GET', `payments/${paid.id}`, token())
    await call('POST', `payments/${paid.id}/refunds`, {
      token: admin.token,
      headers: keyed('refund'),
      body: { amount: 1_000, reason: text('refundPayment.reason') },
    })
    const bookingBody = (from: string, to: string) => ({
      spaceId: world.space.id,
      ...at('2026-12-02', from, to),
    })
    const title = { title: text('book.title') }
    const visit = await call('POST', 'bookings', {
      ...token(),
      headers: keyed('book'),
      body: { ...bookingBody('09:00', '10:00'), ...title },
    })
    await call('PATCH', `bookings/${visit.id}`, { ...token(), body: { title: text('moveBooking.title') } })
    const byStaff = { token: admin.token, headers: keyed('staff') }
    const other = await call('POST', 'bookings', {
      ...byStaff,
      body: { ...bookingBody('12:00', '13:00'), ...title, userId: id },
    })
    await call('PATCH', `bookings/${other.id}`, { token: admin.token, body: title })
    await call('POST', `bookings/${other.id}/cancel`, {
      ...byStaff,
      body: { reason: text('cancelBooking.reason'), refundPercent: 100 },
    })
    await call('PATCH', `spaces/${world.space.id}`, { token: admin.token, body: { requiresApproval: true } })
    const doubtful = await call('POST', 'bookings', { ...token(), body: bookingBody('15:00', '16:00') })
    await call('POST', `bookings/${doubtful.id}/reject`, {
      ...byStaff,
      body: { reason: text('rejectBooking.reason') },
    })
    await call('PATCH', `spaces/${world.space.id}`, {
      token: admin.token,
      body: { requiresApproval: false },
    })
    const person = { id, email, token: me.accessToken as string }
    await travelTo(service, '2026-12-02T09:00:00Z', admin, person)
    await runJobs(service.deps)
    const ownToken = { token: person.token }
    const review = await call('POST', `spaces/${world.space.id}/reviews`, {
      ...ownToken,
      headers: keyed('review'),
      body: { rating: 4, text: text('writeReview.text') },
    })
    await call('POST', `reviews/${review.id}/approve`, { token: admin.token, headers: keyed('approve') })
    await call('PATCH', `reviews/${review.id}`, { ...ownToken, body: { text: text('editReview.text') } })
    await call('POST', `reviews/${review.id}/approve`, {
      token: admin.token,
      headers: keyed('again'),
    })
    const upcoming = { spaceId: world.space.id, ...at('2026-12-05', '09:00', '10:00'), ...title }
    await call('POST', 'bookings', { ...ownToken, body: upcoming })
    await call('POST', 'auth/password-reset', { body: { email } })
    const change = { currentPassword: secret, newPassword: text('changePassword.newPassword') }
    await call('POST', 'me/password', { ...ownToken, body: change })
    const { balances } = await call('GET', 'me/wallet', ownToken)
    const left = balances[0].balance + 60_000
    // Money that remains after the refund of the future booking prevents the deletion of the account.
    const refused = await service.request('DELETE', `users/${id}`, { token: admin.token })
    expect(refused.body).toMatchObject({ status: 409, balances: [{ currency: 'RUB', balance: left }] })
    await call(
      'POST',
      `bookings/${(await call('GET', 'bookings?status=confirmed', ownToken)).items[0].id}/cancel`,
      {
        ...ownToken,
        body: { reason: text('cancelBooking.reason') },
      },
    )
    const payOut = { amount: -left, kind: 'adjustment', memo: text('addEntry.memo') }
    await call('POST', `users/${id}/wallet/entries`, { token: admin.token, body: payOut })
  })

  /** Returns the response; fails when it is a refusal. */
  async function call(method: string, path: string, options: Parameters<typeof service.request>[2] = {}) {
    const { status, text: answer, body } = await service.request(method, path, options)
    expect([path, status < 300 ? 'done' : answer]).toEqual([path, 'done'])
    return body
  }

  it('leaves none of the person’s words in any column of any table, although they were in many', async () => {
    const tables = new Set((await findTraces(service.deps.db, words)).map((trace) => trace.split(':')[0]))
    expect([...tables]).toEqual([
      'bookings',
      'idempotency_keys',
      'mailed_tokens',
      'outgoing_mails',
      'payment_refunds',
      'payments',
      'reviews',
      'sessions',
      'transfers',
      'users',
    ])
    await call('DELETE', `users/${id}`, { token: admin.token })
    expect(await findTraces(service.deps.db, words)).toEqual([])
  })

  it('who had no account leaves nothing either, also by a second account: names, addresses, numbers, and stored responses to the staff', async () => {
    const names = { firstName: text('createUser.firstName'), lastName: text('createUser.lastName') }
    const made = await call('POST', 'users', {
      token: admin.token,
      headers: { 'idempotency-key': `${mark('key')}-desk` },
      body: { ...names, email: `${mark('createUser.email')}@example.com`, phone: phones[1] },
    })
    const email = `${mark('updateUser.email')}@example.com`
    await call('PATCH', `users/${made.id}`, { token: admin.token, body: { email, phone: phones[0] } })
    await service.mailsTo(email)
    // A second account of the same person, which is merged into the first one.
    const twin = await call('POST', 'users', { token: admin.token, body: { ...names, phone: phones[1] } })
    const note = { note: text('updateUser.note'), tags: [text('updateUser.tags')] }
    await call('PATCH', `users/${twin.id}`, { token: admin.token, body: note })
    await call('POST', `users/${twin.id}/merge`, {
      token: admin.token,
      headers: { 'idempotency-key': `${mark('key')}-merge` },
      body: { into: made.id },
    })
    expect(await findTraces(service.deps.db, words)).not.toEqual([])
    await call('DELETE', `users/${made.id}`, { token: admin.token })
    expect(await findTraces(service.deps.db, words)).toEqual([])
  })

  it('leaves the ledger unchanged, and the audit trail complete', async () => {
    const entries = await service.deps.db
      .selectFrom('transfers')
      .innerJoin('accounts', 'accounts.id', 'walletId')
      .select(['transfers.kind', 'memo'])
      .where('userId', '=', id)
      .orderBy('walletVersion')
      .execute()
    expect(entries.map((entry) => entry.kind)).toEqual([
      'top_up',
      'top_up',
      'payout',
      'charge',
      'charge',
      'refund',
      'charge',
      'refund',
      'charge',
      'refund',
      'adjustment',
    ])
    expect(entries.filter((entry) => entry.memo !== null)).toEqual([])
    await service.assertBooksAreRight()
  })
})

it('the database allows only the deletion of a memo, and no other change of a transfer', async () => {
  const { db } = service.deps
  for (const change of [
    "memo = 'another'",
    'amount = amount + 1',
    'memo = NULL, amount = 1',
    "created_at = '2020-01-01'",
  ])
    await expect(sql`UPDATE transfers SET ${sql.raw(change)}`.execute(db)).rejects.toThrow('append-only')
  await expect(sql`DELETE FROM transfers`.execute(db)).rejects.toThrow('append-only')
  await expect(sql`UPDATE transfers SET memo = NULL`.execute(db)).resolves.toBeDefined()
})
