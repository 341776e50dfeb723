import { createHmac } from 'node:crypto'
import {
  type FakePayment,
  newFakeId,
  newProviderState,
  type Reply,
  refundableOf,
  refundIdsOf,
  type SentWebhook,
  startFakeProvider,
} from './fake-provider.ts'

const stripeSettings = { STRIPE_SECRET_KEY: 'sk_test_stand_in', STRIPE_WEBHOOK_SECRET: 'whsec_stand_in' }

/** The part of Stripe's API that the service uses. `now` gives the time of the signatures. */
export async function startStripe(now: () => number = Date.now) {
  const state = newProviderState()
  const sent: SentWebhook[] = []
  const error = (status: number, message: string, type = 'invalid_request_error'): Reply => ({
    status,
    body: { error: { type, message } },
  })
  const intentOf = (id: string) => id.replace('cs_', 'pi_')
  const sessionOf = (intent: string) => intent.replace('pi_', 'cs_')
  const statuses = { open: 'open', paid: 'complete', declined: 'complete', expired: 'expired' } as const

  const intent = (payment: FakePayment) => {
    const { id, status, received, currency, isDisputed } = payment
    const countedRefunds = [...state.refunds.values()].filter(
      (refund) => refund.providerPaymentId === id && refund.status !== 'failed',
    )
    return {
      id: intentOf(id),
      object: 'payment_intent',
      status: status === 'paid' ? 'succeeded' : 'requires_payment_method',
      amount_received: status === 'paid' ? received : 0,
      currency: currency.toLowerCase(),
      latest_charge: {
        id: id.replace('cs_', 'ch_'),
        object: 'charge',
        amount_refunded: countedRefunds.reduce((sum, { amount }) => sum + amount, 0),
        disputed: isDisputed,
      },
    }
  }
  const paymentJson = (payment: FakePayment, isExpanded: boolean) => {
    const { id, amount, currency, status, paymentId } = payment
    return {
      id,
      object: 'checkout.session',
      mode: 'payment',
      status: statuses[status],
      payment_status: status === 'paid' ? 'paid' : 'unpaid',
      amount_total: amount,
      currency: currency.toLowerCase(),
      client_reference_id: paymentId,
      metadata: { paymentId },
      payment_intent: status === 'open' ? null : isExpanded ? intent(payment) : intentOf(id),
      url: status === 'open' ? server.pageOf(id) : null,
    }
  }
  const refundJson = (id: string) => {
    const refund = state.refunds.get(id)
    if (!refund) return null
    const { providerPaymentId, amount, status, createdAt = 0, refundId } = refund
    const currency = state.payments.get(providerPaymentId)?.currency.toLowerCase()
    const created = Math.floor(createdAt / 1_000)
    return {
      id,
      object: 'refund',
      payment_intent: intentOf(providerPaymentId),
      amount,
      currency,
      status,
      created,
      metadata: refundId === undefined ? {} : { refundId },
    }
  }

  function create(body: Record<string, unknown>): Reply {
    const amount = Number(body['line_items[0][price_data][unit_amount]'])
    const currency = String(body['line_items[0][price_data][currency]'] ?? '')
    const description = body['line_items[0][price_data][product_data][name]']
    const expires = Number(body.expires_at) * 1_000 - now()
    if (!Number.isInteger(amount) || amount < 50) return error(400, 'The amount is too small')
    if (!/^[a-z]{3}$/.test(currency)) return error(400, `Invalid currency: ${currency}`)
    if (typeof description !== 'string' || description === '') return error(400, 'product_data')
    if (expires < 1_800_000 || expires > 86_400_000)
      return error(400, 'expires_at must be between 30 minutes and 24 hours ahead')
    if (body.ui_mode !== 'hosted_page' || body.mode !== 'payment') return error(400, 'ui_mode or mode')
    const payment: FakePayment = {
      id: newFakeId('cs_'),
      amount,
      received: amount,
      currency: currency.toUpperCase(),
      status: 'open',
      paymentId: String(body.client_reference_id ?? ''),
      description,
      returnUrl: String(body.success_url),
      createdAt: now(),
      isDisputed: false,
    }
    state.payments.set(payment.id, payment)
    return { status: 200, body: paymentJson(payment, false) }
  }

  function refund(body: Record<string, unknown>): Reply {
    const providerPaymentId = sessionOf(String(body.payment_intent ?? ''))
    const amount = Number(body.amount)
    if (state.faults.refuseRefunds || !(amount > 0) || amount > refundableOf(state, providerPaymentId))
      return error(400, 'Refund amount is greater than unrefunded amount on charge')
    const id = newFakeId('re_')
    state.refunds.set(id, {
      id,
      providerPaymentId,
      amount,
      status: state.faults.slowRefunds ? 'pending' : 'succeeded',
      createdAt: now(),
      refundId: String(body['metadata[refundId]']),
    })
    return { status: 200, body: refundJson(id) }
  }

  const listRefunds = (id: string): Reply => ({
    status: 200,
    // Stripe lists the newest first.
    body: { object: 'list', data: refundIdsOf(state, id).map(refundJson).toReversed(), has_more: false },
  })

  const find = (found: object | null): Reply =>
    found ? { status: 200, body: found } : error(404, 'No such object')

  const server = await startFakeProvider(
    {
      isAuthorized: ({ headers }) => headers.authorization === `Bearer ${stripeSettings.STRIPE_SECRET_KEY}`,
      keyOf: ({ headers }) => headers['idempotency-key'] as string | undefined,
      readBody: (text) => Object.fromEntries(new URLSearchParams(text)),
      failure: error(500, 'Something went wrong', 'api_error'),
      refusal: error(400, 'This payment cannot be made'),
      unauthorized: error(401, 'Invalid API Key provided'),
      reused: error(
        400,
        'Keys for idempotent requests can only be used with the same parameters',
        'idempotency_error',
      ),
      respond: ({ method, path, body }) => {
        if (path === '/v1/balance') return { status: 200, body: { object: 'balance', available: [] } }
        const isRefund = path.startsWith('/v1/refunds')
        if (method === 'POST') return isRefund ? refund(body) : create(body)
        if (path === '/v1/refunds') return listRefunds(sessionOf(String(body.payment_intent)))
        const id = path.split('/').at(-1) ?? ''
        const payment = state.payments.get(id)
        return isRefund ? find(refundJson(id)) : find(payment ? paymentJson(payment, true) : null)
      },
    },
    state,
    {
      find: (id) => state.payments.get(id),
      pay,
      decline: () => {},
      expire: (id) => finish(id, 'expired'),
    },
  )

  function notify(type: string, object: object, signedAt = now()): void {
    const body = JSON.stringify({ id: newFakeId('evt_'), object: 'event', type, data: { object } })
    const at = Math.floor(signedAt / 1_000)
    const signature = createHmac('sha256', stripeSettings.STRIPE_WEBHOOK_SECRET)
      .update(`${at}.${body}`)
      .digest('hex')
    sent.push({
      body,
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${signature}` },
    })
  }

  function pay(id: string, received?: number): void {
    const payment = state.payments.get(id)
    if (payment?.status !== 'open') throw new Error(`payment ${id} cannot be paid`)
    payment.received = received ?? payment.amount
    finish(id, 'paid')
  }

  const types = { paid: 'completed', declined: 'async_payment_failed', expired: 'expired' } as const

  /** `declined` stands for a delayed payment method that failed after days: a declined card would leave the session open. */
  function finish(id: string, status: 'paid' | 'declined' | 'expired'): void {
    const payment = state.payments.get(id)
    if (!payment) throw new Error(`no payment ${id}`)
    payment.status = status
    notify(`checkout.session.${types[status]}`, paymentJson(payment, false))
  }

  function finishRefund(id: string, status: 'succeeded' | 'failed'): void {
    const refund = state.refunds.get(id)
    if (!refund) throw new Error(`no refund ${id}`)
    refund.status = status
    notify('refund.updated', refundJson(id) ?? {})
  }

  function dispute(id: string): void {
    const payment = state.payments.get(id)
    if (!payment) throw new Error(`no payment ${id}`)
    payment.isDisputed = true
    notify('charge.dispute.created', {
      id: newFakeId('dp_'),
      object: 'dispute',
      payment_intent: intentOf(id),
    })
  }

  const env = { PAYMENTS: 'stripe', PAYMENTS_URL: server.url, ...stripeSettings }
  return {
    name: 'stripe' as const,
    env,
    ...server,
    state,
    faults: state.faults,
    sent,
    pay,
    finish,
    finishRefund,
    dispute,
    notify,
  }
}
