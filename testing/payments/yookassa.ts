import { randomUUID } from 'node:crypto'
import {
  type FakePayment,
  type ListenOptions,
  newProviderState,
  type ProviderState,
  type Reply,
  refundableOf,
  refundIdsOf,
  type SentWebhook,
  startFakeProvider,
} from './fake-provider.ts'
import { faultOfReceipt } from './receipt.ts'

const yooKassaSettings = { YOOKASSA_SHOP_ID: '100500', YOOKASSA_SECRET_KEY: 'test_secret' }

type Shop = { state?: ProviderState; needsReceipts?: boolean; now?: () => number }

/**
 * The part of YooKassa's API, version 3, that the service uses. `state` is that of an earlier run. With `needsReceipts`, payments and
 * refunds must have a fiscal receipt. `now` gives their times. The other options are those of `startFakeProvider`.
 */
export async function startYooKassa({
  state = newProviderState(),
  needsReceipts = false,
  now = Date.now,
  ...place
}: ListenOptions & Shop = {}) {
  const sent: SentWebhook[] = []
  const { YOOKASSA_SHOP_ID: shop, YOOKASSA_SECRET_KEY: secret } = yooKassaSettings
  const expected = `Basic ${Buffer.from(`${shop}:${secret}`).toString('base64')}`
  const error = (status: number, code: string, parameter?: string): Reply => ({
    status,
    body: { type: 'error', id: randomUUID(), code, description: code, ...(parameter && { parameter }) },
  })
  const amountOf = (amount: number, currency = 'RUB') => ({ value: (amount / 100).toFixed(2), currency })
  const statuses = { open: 'pending', paid: 'succeeded', declined: 'canceled', expired: 'canceled' } as const

  const paymentJson = (payment: FakePayment) => {
    const { id, status, received, currency, paymentId } = payment
    const countedRefunds = [...state.refunds.values()].filter(
      (refund) => refund.providerPaymentId === id && refund.status === 'succeeded',
    )
    return {
      id,
      status: statuses[status],
      paid: status === 'paid',
      amount: amountOf(received, currency),
      created_at: new Date(payment.createdAt).toISOString(),
      metadata: { paymentId },
      ...(status === 'open' && {
        confirmation: { type: 'redirect', confirmation_url: server.pageOf(id) },
      }),
      ...(status === 'paid' && {
        refunded_amount: amountOf(
          countedRefunds.reduce((sum, { amount }) => sum + amount, 0),
          currency,
        ),
      }),
      ...((status === 'declined' || status === 'expired') && {
        cancellation_details: {
          party: 'yoo_money',
          reason: status === 'expired' ? 'expired_on_confirmation' : 'insufficient_funds',
        },
      }),
    }
  }
  const refundJson = (id: string) => {
    const refund = state.refunds.get(id)
    if (!refund) return null
    const status = refund.status === 'failed' ? 'canceled' : refund.status
    const created_at = new Date(refund.createdAt ?? 0).toISOString()
    return { id, payment_id: refund.providerPaymentId, status, amount: amountOf(refund.amount), created_at }
  }

  function create(body: Record<string, unknown>): Reply {
    const {
      amount,
      confirmation,
      description = '',
      metadata,
      receipt,
    } = body as {
      amount?: { value?: string; currency?: string }
      confirmation?: { return_url?: string }
      description?: string
      metadata?: { paymentId?: string }
      receipt?: unknown
    }
    if (!/^\d+\.\d\d$/.test(amount?.value ?? '')) return error(400, 'invalid_request', 'amount.value')
    if (amount?.currency !== 'RUB') return error(400, 'invalid_request', 'amount.currency')
    if (!confirmation?.return_url) return error(400, 'invalid_request', 'confirmation')
    if (description.length > 128) return error(400, 'invalid_request', 'description')
    const cents = Math.round(Number(amount.value) * 100)
    const fault = faultOfReceipt(receipt, cents, needsReceipts)
    if (fault) return error(400, 'invalid_request', fault)
    const payment: FakePayment = {
      id: randomUUID(),
      amount: cents,
      received: cents,
      currency: 'RUB',
      status: 'open',
      paymentId: metadata?.paymentId ?? '',
      description,
      returnUrl: confirmation.return_url,
      createdAt: now(),
      isDisputed: false,
      ...(receipt !== undefined && { receipt }),
    }
    state.payments.set(payment.id, payment)
    return { status: 200, body: paymentJson(payment) }
  }

  function refund(body: Record<string, unknown>): Reply {
    const {
      payment_id: providerPaymentId = '',
      amount,
      receipt,
    } = body as { payment_id?: string; amount?: { value?: string }; receipt?: unknown }
    const cents = Math.round(Number(amount?.value) * 100)
    if (state.faults.refuseRefunds || !(cents > 0) || cents > refundableOf(state, providerPaymentId))
      return error(400, 'invalid_request', 'amount')
    const fault = faultOfReceipt(receipt, cents, needsReceipts)
    if (fault) return error(400, 'invalid_request', fault)
    const id = randomUUID()
    state.refunds.set(id, {
      id,
      providerPaymentId,
      amount: cents,
      status: state.faults.slowRefunds ? 'pending' : 'succeeded',
      createdAt: now(),
      ...(receipt !== undefined && { receipt }),
    })
    return { status: 200, body: refundJson(id) }
  }

  const listRefunds = (id: string): Reply => ({
    status: 200,
    body: { type: 'list', items: refundIdsOf(state, id).map(refundJson) },
  })

  const find = (found: object | null): Reply =>
    found ? { status: 200, body: found } : error(404, 'not_found')

  const server = await startFakeProvider(
    {
      isAuthorized: ({ headers }) => headers.authorization === expected,
      keyOf: ({ headers }) => headers['idempotence-key'] as string | undefined,
      readBody: (text) => JSON.parse(text),
      failure: error(500, 'internal_server_error'),
      refusal: error(400, 'invalid_request', 'amount'),
      unauthorized: error(401, 'invalid_credentials'),
      reused: error(400, 'invalid_request', 'Idempotence-Key'),
      respond: ({ method, path, body }) => {
        const [, , kind, id = ''] = path.split('/')
        if (kind === 'me') return { status: 200, body: { account_id: shop, status: 'enabled' } }
        if (method === 'POST') return kind === 'payments' ? create(body) : refund(body)
        if (kind === 'refunds' && id === '') return listRefunds(String(body.payment_id))
        const payment = state.payments.get(id)
        return kind === 'payments' ? find(payment ? paymentJson(payment) : null) : find(refundJson(id))
      },
    },
    state,
    {
      find: (id) => state.payments.get(id),
      pay,
      decline: (id) => finish(id, 'declined'),
      expire: (id) => finish(id, 'expired'),
    },
    place,
  )

  const notify = (event: string, object: object) =>
    sent.push({
      body: JSON.stringify({ type: 'notification', event, object }),
      headers: { 'content-type': 'application/json' },
    })

  function pay(id: string, received?: number): void {
    const payment = state.payments.get(id)
    if (payment?.status !== 'open') throw new Error(`payment ${id} cannot be paid`)
    payment.received = received ?? payment.amount
    finish(id, 'paid')
  }

  function finish(id: string, status: 'paid' | 'declined' | 'expired'): void {
    const payment = state.payments.get(id)
    if (!payment) throw new Error(`no payment ${id}`)
    payment.status = status
    notify(status === 'paid' ? 'payment.succeeded' : 'payment.canceled', paymentJson(payment))
  }

  function finishRefund(id: string, status: 'succeeded' | 'failed'): void {
    const refund = state.refunds.get(id)
    if (!refund) throw new Error(`no refund ${id}`)
    refund.status = status
    notify(`refund.${status === 'succeeded' ? 'succeeded' : 'canceled'}`, refundJson(id) ?? {})
  }

  const env = { PAYMENTS: 'yookassa', PAYMENTS_URL: server.url, ...yooKassaSettings }
  return {
    name: 'yookassa' as const,
    env,
    ...server,
    state,
    faults: state.faults,
    sent,
    pay,
    finish,
    finishRefund,
  }
}
