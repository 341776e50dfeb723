import { afterAll, beforeAll, expect, it } from 'vitest'
import { makePerson, type Person } from '../../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../../testing/harness.ts'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { minuteMs } from '../../shared/time-range.ts'

// Events after a payment: the payer disputes the payment at the bank, or the payer's account is merged or deleted.
let fakeProvider: Awaited<ReturnType<typeof startStripe>>
let service: TestService
let admin: Person
let member: Person

beforeAll(async () => {
  fakeProvider = await startStripe(() => service.clock.now())
  service = await startTestService(fakeProvider.env)
  admin = await makePerson(service, 'admin')
  member = await makePerson(service)
})
afterAll(async () => {
  await service?.stop()
  await fakeProvider?.stop()
})

/** Makes a payment of the member, or of another person, that succeeds. Returns our id and the provider's id. */
async function payOnline({ token } = member): Promise<{ id: string; providerId: string }> {
  service.clock.advance(minuteMs)
  const { id } = (await service.request('POST', 'payments', { token, body: { amount: 1_000 } })).body
  const providerId =
    [...fakeProvider.state.payments.values()].find(({ paymentId }) => paymentId === id)?.id ?? ''
  fakeProvider.pay(providerId)
  service.clock.advance(3_000)
  const { body } = await service.request('GET', `payments/${id}`, { token })
  expect(body).toMatchObject({ status: 'succeeded', disputed: false })
  return { id, providerId }
}

it('A dispute marks the payment, and is mailed to the administrators once, although its webhook is repeated', async () => {
  const { id, providerId } = await payOnline()
  fakeProvider.dispute(providerId)
  const { body, headers } = fakeProvider.sent.at(-1) ?? { body: '', headers: {} }
  for (const _ of [1, 2]) {
    service.clock.advance(3_000)
    expect((await service.request('POST', '/webhooks/stripe', { body, headers })).status).toBe(200)
  }
  const payment = await service.request('GET', `payments/${id}`, { token: member.token })
  expect(payment.body).toMatchObject({ status: 'succeeded', disputed: true })
  const mails = (await service.mailsTo(admin.email)).filter(({ text }) => text.includes(id))
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toMatch(/^(Paid|Оплачено): /m)
  expect(mails[0]?.subject).toMatch(/disputed|оспорен/)
  expect(mails[0]?.text).toMatch(/^(Payment provider|Платёжная система): Stripe, \S+$/m)
  const wallet = await service.request('GET', 'me/wallet', { token: member.token })
  expect(wallet.body.balances).toMatchObject([{ balance: 1_000 }])
  // The last test deletes the member, so the balance must be 0 then.
  await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body: { amount: 1_000 } })
})

it('A mail to an administrator whose account was deleted while the mail was queued is dropped', async () => {
  const other = await makePerson(service, 'admin')
  const { id, providerId } = await payOnline()
  fakeProvider.dispute(providerId)
  const { body, headers } = fakeProvider.sent.at(-1) ?? { body: '', headers: {} }
  service.clock.advance(3_000)
  expect((await service.request('POST', '/webhooks/stripe', { body, headers })).status).toBe(200)
  // The transaction of the deletion did not see the mail, so it did not delete it.
  await query(service.databaseUrl, 'UPDATE users SET deleted_at = now() WHERE id = $1', [other.id])
  expect((await service.mailsTo(admin.email)).filter(({ text }) => text.includes(id))).toHaveLength(1)
  const states = 'SELECT state FROM outgoing_mails WHERE user_id = $1 AND subject_id = $2'
  expect(await query(service.databaseUrl, states, [other.id, id])).toEqual([{ state: 'dropped' }])
  // The last test deletes the member, so the balance must be 0 then.
  await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body: { amount: 1_000 } })
})

it('A dispute whose webhook comes right after a request to the provider marks the payment when the webhook comes again', async () => {
  const { id, providerId } = await payOnline()
  fakeProvider.dispute(providerId)
  const { body, headers } = fakeProvider.sent.at(-1) ?? { body: '', headers: {} }
  const receive = () => service.request('POST', '/webhooks/stripe', { body, headers })
  const read = () => service.request('GET', `payments/${id}`, { token: member.token })
  expectProblem(await receive(), 503, 'provider_unavailable')
  expect((await read()).body).toMatchObject({ disputed: false })
  service.clock.advance(3_000)
  expect((await receive()).status).toBe(200)
  expect((await read()).body).toMatchObject({ disputed: true })
  // The last test deletes the member, so the balance must be 0 then.
  await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body: { amount: 1_000 } })
})

it('The money of a failed refund goes to the account that remains after merges, also during such a merge', async () => {
  const [payer, second, last] = [
    await makePerson(service),
    await makePerson(service),
    await makePerson(service),
  ]
  const merge = (from: Person, into: Person) =>
    service.request('POST', `users/${from.id}/merge`, { token: admin.token, body: { into: into.id } })
  const { id } = await payOnline(payer)
  expect((await merge(payer, second)).status).toBe(200)
  fakeProvider.faults.slowRefunds = true
  const body = { amount: 400 }
  expect((await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body })).status).toBe(
    201,
  )
  fakeProvider.faults.slowRefunds = false
  const pendingRefund = [...fakeProvider.state.refunds.values()].find(({ status }) => status === 'pending')
  fakeProvider.finishRefund(pendingRefund?.id ?? '', 'failed')
  service.clock.advance(3_000)
  // A merge takes this lock last: while the test holds it, the merge has moved the balance and cannot commit.
  const held = await holdLock(service, 'SELECT FROM audit_head FOR UPDATE')
  const merging = merge(second, last)
  await held.untilWaiting(1)
  const webhook = service.request('POST', '/webhooks/stripe', fakeProvider.sent.at(-1) ?? {})
  await held.untilWaiting(2)
  await held.release()
  expect([(await merging).status, (await webhook).status]).toEqual([200, 200])
  const wallet = await service.request('GET', 'me/wallet', { token: last.token })
  expect(wallet.body.balances).toEqual([{ currency: 'RUB', balance: 1_000 }])
  await service.assertBooksAreRight()
})

it('The money of a refund that fails after it had succeeded returns to the wallet once, and the administrators get a mail', async () => {
  const { id } = await payOnline()
  const before = (await service.request('GET', 'me/wallet', { token: member.token })).body.balances[0].balance
  const body = { amount: 400 }
  const refunded = await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body })
  expect(refunded.body).toMatchObject({ status: 'succeeded' })
  fakeProvider.finishRefund([...fakeProvider.state.refunds.values()].at(-1)?.id ?? '', 'failed')
  const sent = fakeProvider.sent.at(-1) ?? { body: '', headers: {} }
  const deliver = () => service.request('POST', '/webhooks/stripe', sent)
  // The provider was asked about the refund less than two seconds ago: the webhook must come again.
  expect((await deliver()).status).toBe(503)
  service.clock.advance(3_000)
  for (const { status } of await Promise.all([deliver(), deliver()])) expect([200, 503]).toContain(status)
  service.clock.advance(3_000)
  expect((await deliver()).status).toBe(200)
  const payment = await service.request('GET', `payments/${id}`, { token: member.token })
  expect(payment.body).toMatchObject({ refundedAmount: 0, refunds: [{ amount: 400, status: 'failed' }] })
  const wallet = await service.request('GET', 'me/wallet', { token: member.token })
  expect(wallet.body.balances).toMatchObject([{ balance: before }])
  const mails = (await service.mailsTo(admin.email)).filter(({ text }) => text.includes(id))
  expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/did not reach|не дошёл/)])
  const text = mails[0]?.text
  expect(text).toMatch(/^Refund: ₽4$/m)
  expect(text).toContain(`Refund number: ${refunded.body.id}`)
  expect(text).toMatch(/^Paid: ₽10$/m)
  expect(text).toContain('Ask the owner')
  await service.assertBooksAreRight()
  // The last test deletes the member, so the balance must be 0 then.
  await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body: { amount: 1_000 } })
})

it('The money of a refund that fails after its payer was deleted is on no balance, and the mail says how to pay it out', async () => {
  const payer = await makePerson(service)
  const { id } = await payOnline(payer)
  const asAdmin = (method: 'POST' | 'DELETE', path: string, body?: object) =>
    service.request(method, path, { token: admin.token, ...(body && { body }) })
  const refunded = await asAdmin('POST', `payments/${id}/refunds`, { amount: 1_000 })
  expect(refunded.body).toMatchObject({ status: 'succeeded' })
  expect((await asAdmin('DELETE', `users/${payer.id}`)).status).toBe(204)
  fakeProvider.finishRefund([...fakeProvider.state.refunds.values()].at(-1)?.id ?? '', 'failed')
  service.clock.advance(3_000)
  const webhook = await service.request('POST', '/webhooks/stripe', fakeProvider.sent.at(-1) ?? {})
  expect(webhook.status).toBe(200)
  const { rows } = await service.deps.pool.query(
    `SELECT kind, (CASE WHEN wallet_id = to_account THEN amount ELSE -amount END)::int AS amount FROM transfers
     WHERE wallet_id IN (SELECT id FROM accounts WHERE user_id = $1) ORDER BY created_at, id`,
    [payer.id],
  )
  expect(rows).toEqual([
    { kind: 'top_up', amount: 1_000 },
    { kind: 'payout', amount: -1_000 },
    { kind: 'payout', amount: 1_000 },
    { kind: 'adjustment', amount: -1_000 },
  ])
  const mails = (await service.mailsTo(admin.email)).filter(({ text }) => text.includes(id))
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain('has been deleted since')
  expect(mails[0]?.text).toContain(refunded.body.id)
  expect(mails[0]?.text).not.toContain('Ask the owner')
  const returned = await makePerson(service)
  const entries = `users/${returned.id}/wallet/entries`
  for (const entry of [
    { kind: 'adjustment', amount: 1_000 },
    { kind: 'payout', channel: 'bank', amount: -1_000 },
  ])
    expect((await asAdmin('POST', entries, entry)).status).toBe(201)
  await service.assertBooksAreRight()
})

it('A failed refund locks the account before the payment, as the deletion of a person does, so that the two cannot deadlock', async () => {
  const payer = await makePerson(service)
  const { id } = await payOnline(payer)
  fakeProvider.faults.slowRefunds = true
  const body = { amount: 400 }
  await service.request('POST', `payments/${id}/refunds`, { token: admin.token, body })
  fakeProvider.faults.slowRefunds = false
  const pendingRefund = [...fakeProvider.state.refunds.values()].find(({ status }) => status === 'pending')
  fakeProvider.finishRefund(pendingRefund?.id ?? '', 'failed')
  service.clock.advance(3_000)
  const held = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR UPDATE', [payer.id])
  const webhook = service.request('POST', '/webhooks/stripe', fakeProvider.sent.at(-1) ?? {})
  await held.untilWaiting(1)
  await held.run('SELECT FROM payments WHERE id = $1 FOR UPDATE NOWAIT', [id])
  await held.release()
  expect((await webhook).status).toBe(200)
  await service.assertBooksAreRight()
})

it('A refund to a merged account locks the account that remains and not the merged one, as the deletion of a person requires', async () => {
  const [merged, remaining] = [await makePerson(service), await makePerson(service)]
  const { id } = await payOnline(merged)
  const merge = { token: admin.token, body: { into: remaining.id } }
  expect((await service.request('POST', `users/${merged.id}/merge`, merge)).status).toBe(200)
  // The deletion locks the remaining account first, then the merged one.
  const held = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR UPDATE', [remaining.id])
  const refund = service.request('POST', `payments/${id}/refunds`, {
    token: admin.token,
    body: { amount: 1_000 },
  })
  await held.untilWaiting(1)
  await held.run('SELECT FROM users WHERE id = $1 FOR UPDATE NOWAIT', [merged.id])
  await held.release()
  expect((await refund).status).toBe(201)
  expect((await service.request('DELETE', `users/${remaining.id}`, { token: admin.token })).status).toBe(204)
  await service.assertBooksAreRight()
})

it('Stored responses to staff about payments of a person are deleted with the person', async () => {
  const { id } = await payOnline()
  const refunded = await service.request('POST', `payments/${id}/refunds`, {
    token: admin.token,
    body: { amount: 1_000, reason: 'Moved to Tula' },
    headers: { 'idempotency-key': 'back' },
  })
  expect(refunded.body).toMatchObject({ status: 'succeeded', reason: 'Moved to Tula' })
  const countStoredResponses = async () => {
    const { rows } = await service.deps.pool.query(
      `SELECT answer::text FROM idempotency_keys WHERE user_id = $1 AND answer::text LIKE '%Tula%'`,
      [admin.id],
    )
    return rows.length
  }
  expect(await countStoredResponses()).toBe(1)
  const removed = await service.request('DELETE', `users/${member.id}`, { token: admin.token })
  expect(removed.status, removed.text).toBe(204)
  expect(await countStoredResponses()).toBe(0)
})
