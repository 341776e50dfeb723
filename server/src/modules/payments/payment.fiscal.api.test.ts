import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePerson, type Person } from '../../../../testing/factories.ts'
import { startBeside, startTestService, type TestService } from '../../../../testing/harness.ts'
import { faultOfReceipt } from '../../../../testing/payments/receipt.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'
import { fiscalReceiptBodyOf } from './payment.yookassa.receipt.ts'
import { amountText } from './payment.yookassa.ts'

// A shop of YooKassa whose payments and refunds must have a fiscal receipt (54-FZ).
let fakeProvider: Awaited<ReturnType<typeof startYooKassa>>
let service: TestService
let admin: Person
let member: Person

beforeAll(async () => {
  fakeProvider = await startYooKassa({ needsReceipts: true })
  service = await startTestService({ ...fakeProvider.env, YOOKASSA_VAT_CODE: '6', YOOKASSA_TAX_SYSTEM: '2' })
  admin = await makePerson(service, 'admin')
  member = await makePerson(service)
})
afterAll(async () => {
  await service?.stop()
  await fakeProvider?.stop()
})

/** The receipt that the fake provider must get. `value` is the amount as text. */
const receipt = (customer: object, value: string) => ({
  customer,
  items: [
    {
      description: expect.stringMatching(/^.{1,128}$/),
      quantity: 1,
      measure: 'piece',
      amount: { value, currency: 'RUB' },
      vat_code: 6,
      payment_subject: 'payment',
      payment_mode: 'advance',
    },
  ],
  tax_system_code: 2,
})

const providerPaymentOf = (id: string) =>
  [...fakeProvider.state.payments.values()].find(({ paymentId }) => paymentId === id) ?? expect.fail()

async function payOnline(amount: number): Promise<string> {
  const { token } = member
  const { status, body } = await service.request('POST', 'payments', { token, body: { amount } })
  expect(status).toBe(201)
  fakeProvider.pay(providerPaymentOf(body.id).id)
  service.clock.advance(3_000)
  expect((await service.request('GET', `payments/${body.id}`, { token })).body.status).toBe('succeeded')
  return body.id
}

const refund = (id: string, amount: number) =>
  service.request('POST', `payments/${id}/refunds`, { token: admin.token, body: { amount } })

describe('a fiscal receipt', () => {
  it('is sent with the payment and with each refund, to the email of the payer', async () => {
    const id = await payOnline(150_005)
    expect(providerPaymentOf(id).receipt).toEqual(receipt({ email: member.email }, '1500.05'))
    expect((await refund(id, 50_001)).body).toMatchObject({ status: 'succeeded' })
    const [providerRefund] = [...fakeProvider.state.refunds.values()]
    expect(providerRefund?.receipt).toEqual(receipt({ email: member.email }, '500.01'))
  })

  it('is equal in a repeated request, although the email of the payer has changed meanwhile', async () => {
    const { token } = member
    fakeProvider.faults.failAfter = 1
    const headers = { 'idempotency-key': 'repeated' }
    const begin = () => service.request('POST', 'payments', { token, body: { amount: 900 }, headers })
    expect((await begin()).status).toBe(503)
    await service.deps.pool.query('UPDATE users SET email = $1 WHERE id = $2', ['new@example.com', member.id])
    expect((await begin()).status).toBe(201)
    service.clock.advance(minuteMs)
    await runJobs(service.deps)
    await service.deps.pool.query('UPDATE users SET email = $1 WHERE id = $2', [member.email, member.id])
  })

  it('is sent with a refund of a payment that had no receipt, because the setting was turned on later', async () => {
    const id = await payOnline(1_000)
    await service.deps.pool.query('UPDATE payments SET receipt_contact = NULL WHERE id = $1', [id])
    expect((await refund(id, 1_000)).body).toMatchObject({ status: 'succeeded' })
    const providerRefund = [...fakeProvider.state.refunds.values()].at(-1)
    expect(providerRefund?.receipt).toEqual(receipt({ email: member.email }, '10.00'))
    await service.assertBooksAreRight()
  })

  it('is sent to a phone number, as digits, where the payer has no email', () => {
    const paid = { amount: 1_000, currency: 'RUB' }
    const created = fiscalReceiptBodyOf(
      { contact: '+79990001122', vatCode: 6, taxSystem: 2 },
      paid,
      amountText,
    )
    expect(created).toEqual(receipt({ phone: '79990001122' }, '10.00'))
    expect(faultOfReceipt(created, 1_000, true)).toBeNull()
  })
})

it('a refund of a payment from before there were receipts stores the contact of its receipt in the payment', async () => {
  const provider = await startYooKassa()
  const without = await startTestService(provider.env)
  const later = await startBeside(without, { ...provider.env, YOOKASSA_VAT_CODE: '6' })
  try {
    const [admin, member] = [await makePerson(without, 'admin'), await makePerson(without)]
    const { body } = await without.request('POST', 'payments', {
      token: member.token,
      body: { amount: 1_000 },
    })
    provider.pay([...provider.state.payments.keys()][0] ?? '')
    without.clock.advance(3_000)
    const contact = () =>
      without.deps.db
        .selectFrom('payments')
        .select(['status', 'receiptContact'])
        .where('id', '=', body.id)
        .execute()
    await without.request('GET', `payments/${body.id}`, { token: member.token })
    expect(await contact()).toEqual([{ status: 'succeeded', receiptContact: null }])
    const refunded = await later.request('POST', `payments/${body.id}/refunds`, {
      token: admin.token,
      body: { amount: 400 },
    })
    expect(refunded.status, refunded.text).toBe(201)
    expect(await contact()).toEqual([
      { status: 'succeeded', receiptContact: expect.stringContaining(member.email) },
    ])
  } finally {
    await later.stop()
    await without.stop()
    await provider.stop()
  }
})

// The fake provider must refuse the receipts that YooKassa refuses; otherwise the tests above prove nothing.
it.each([
  ['receipt', undefined],
  ['receipt.customer', { customer: {} }],
  ['receipt.customer', { customer: { phone: '+79990001122' } }],
  ['receipt.tax_system_code', { tax_system_code: 7 }],
  ['receipt.items', { items: [] }],
  ['receipt.items.description', { description: 'x'.repeat(129) }],
  ['receipt.items.vat_code', { vat_code: 13 }],
  ['receipt.items.payment_subject', { payment_subject: 'top_up' }],
  ['receipt.items.payment_mode', { payment_mode: 'prepaid' }],
  ['receipt.items.amount', { amount: { value: '9.99', currency: 'RUB' } }],
  [null, {}],
])('The fake provider names the fault %j in a receipt with the change %j', (fault, change) => {
  // A change is written into both objects, because the names of their fields are different.
  const item = {
    description: 'Advance',
    quantity: 1,
    amount: { value: '10.00', currency: 'RUB' },
    vat_code: 1,
    payment_subject: 'payment',
    payment_mode: 'advance',
    ...change,
  }
  const changed = { customer: { email: 'a@example.com' }, items: [item], ...change }
  expect(faultOfReceipt(change && changed, 1_000, true)).toBe(fault)
})
