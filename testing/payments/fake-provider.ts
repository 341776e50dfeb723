import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { hostInUrl } from '../../server/src/shared/url.ts'
import { type Faults, noFaults } from './faults.ts'
import { missingPage, pageLanguage, paymentPage } from './page.ts'

// The common part of the two fake providers: a server, idempotency keys, faults on demand, and a page where the payer pays or declines.
// Like a real provider, a fake one stores its payments, so that a test can compare them with the service's books.

export type FakePayment = {
  id: string
  amount: number
  currency: string
  status: 'open' | 'paid' | 'declined' | 'expired'
  /** The amount that the payer was charged, where it differs from the requested amount. */
  received: number
  paymentId: string
  /** Payments that a demo of an earlier release has stored have none. */
  description?: string
  returnUrl: string
  createdAt: number
  isDisputed: boolean
  /** The fiscal receipt that the shop sent. */
  receipt?: unknown
}
export type FakeRefund = {
  id: string
  providerPaymentId: string
  amount: number
  status: 'pending' | 'succeeded' | 'failed'
  createdAt?: number
  /** Our id of the refund, where the provider stores it. */
  refundId?: string
  receipt?: unknown
}

/** A webhook that the provider has sent, or would have sent. */
export type SentWebhook = { body: string; headers: Record<string, string> }

export type ProviderState = {
  payments: Map<string, FakePayment>
  refunds: Map<string, FakeRefund>
  faults: Faults
}

const slowMs = 500

export type Reply = { status: number; body: unknown }

/** The provider's protocol. */
export type ProviderProtocol = {
  isAuthorized(request: IncomingMessage): boolean
  keyOf(request: IncomingMessage): string | undefined
  readBody(text: string): Record<string, unknown>
  failure: Reply
  refusal: Reply
  unauthorized: Reply
  /** The reply to an idempotency key that is sent again with other parameters. */
  reused: Reply
  /** For a call that reads, `body` has the parameters of its query. */
  respond(call: { method: string; path: string; body: Record<string, unknown> }): Reply
}

export const newProviderState = (): ProviderState => ({
  payments: new Map(),
  refunds: new Map(),
  faults: noFaults(),
})

/** The ids of all refunds of a payment of the provider. */
export const refundIdsOf = ({ refunds }: ProviderState, id: string): string[] =>
  [...refunds.values()].filter(({ providerPaymentId }) => providerPaymentId === id).map((refund) => refund.id)

/** The part of a paid payment that has not been refunded. */
export function refundableOf({ payments, refunds }: ProviderState, id: string): number {
  const payment = payments.get(id)
  if (payment?.status !== 'paid') return 0
  const countedRefunds = [...refunds.values()].filter(
    ({ providerPaymentId, status }) => providerPaymentId === id && status !== 'failed',
  )
  return payment.received - countedRefunds.reduce((sum, { amount }) => sum + amount, 0)
}

export type ListenOptions = {
  /** The address to listen on; the loopback interface by default. */
  host?: string
  /** The host in the URLs of pages; by default that of `host`. */
  shownHost?: string
  /** Runs after each call that may have changed the state. */
  onChange?: () => void
}

type Page = {
  find(id: string): FakePayment | undefined
  pay(id: string): void
  decline(id: string): void
  expire(id: string): void
}

/** `page` does what the buttons of the payment page do; no button lets a payment expire, only a request of a test. */
export async function startFakeProvider(
  protocol: ProviderProtocol,
  { faults }: ProviderState,
  page: Page,
  { host = '127.0.0.1', shownHost = hostInUrl(host), onChange }: ListenOptions = {},
) {
  const replies = new Map<string, { content: string; reply: Reply }>()
  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => send(response, { status: 500, body: error.message }))
  })

  function takeHeld(): Promise<void> | null {
    const { heldUntil } = faults
    faults.heldUntil = null
    return heldUntil
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const { pathname: path, searchParams } = new URL(url, 'http://fake-provider')
    const text = await textOf(request)
    if (path.startsWith('/page/')) {
      const language = pageLanguage(searchParams, request.headers['accept-language'])
      return showPage(method, path, text, language, response)
    }
    if (!protocol.isAuthorized(request)) return send(response, protocol.unauthorized)
    const isWrite = method === 'POST'
    if (!isWrite && faults.failReads-- > 0) return send(response, protocol.failure)
    if (!isWrite && faults.refuseReads-- > 0) return send(response, protocol.refusal)
    if (isWrite && faults.failBefore-- > 0) return send(response, protocol.failure)
    if (isWrite && faults.refuse-- > 0) return send(response, protocol.refusal)
    const key = isWrite ? protocol.keyOf(request) : undefined
    const content = `${path}\n${text}`
    const known = key === undefined ? undefined : replies.get(key)
    const reply = known
      ? known.content === content
        ? known.reply
        : protocol.reused
      : protocol.respond({
          method,
          path,
          body: isWrite ? protocol.readBody(text) : Object.fromEntries(searchParams),
        })
    if (key !== undefined && !known) replies.set(key, { content, reply })
    if (isWrite) onChange?.()
    if (isWrite && faults.hang-- > 0) return
    if (isWrite && faults.slow-- > 0) await sleep(slowMs)
    if (isWrite && faults.heldUntil) await takeHeld()
    if (isWrite && faults.cut-- > 0) return void request.socket.destroy()
    if (isWrite && faults.failAfter-- > 0) return send(response, protocol.failure)
    const { status, body } = reply
    if (faults.dribble-- > 0) return dribble(response)
    if (faults.flood-- > 0) return void response.writeHead(status).end(JSON.stringify(body) + ' '.repeat(2e6))
    send(response, status === 200 && faults.reshape ? { status, body: faults.reshape(body) } : reply)
  }

  function showPage(
    method: string,
    path: string,
    text: string,
    language: 'en' | 'ru',
    response: ServerResponse,
  ): void {
    const payment = page.find(path.slice('/page/'.length))
    const html = (content: string, status = 200) =>
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(content)
    if (!payment) {
      html(missingPage(language), 404)
      return
    }
    // A finished payment stays unchanged, whatever a second tab requests.
    if (method === 'POST' && payment.status === 'open') {
      if (text.includes('pay')) page.pay(payment.id)
      else if (text.includes('expire')) page.expire(payment.id)
      else page.decline(payment.id)
      onChange?.()
      // Stripe leaves the payment open when a card is declined: the payer can try again.
      if (payment.status === 'open') html(paymentPage(payment, language, true))
      else response.writeHead(303, { location: payment.returnUrl }).end()
      return
    }
    html(paymentPage(payment, language))
  }

  server.listen(0, host)
  await once(server, 'listening')
  // The server of a demo runs in the service's process and does not keep it alive.
  server.unref()
  const { port } = server.address() as AddressInfo
  const url = `http://${hostInUrl(host)}:${port}`
  /** The address of a payment's page. */
  const pageOf = (id: string) => `http://${shownHost}:${port}/page/${id}`
  const stop = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  /** What a real provider does a day after a call: a call that is repeated from now on is carried out again. */
  const forgetKeys = () => replies.clear()
  return { url, pageOf, stop, forgetKeys }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

const send = (response: ServerResponse, { status, body }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function dribble(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  for (; !response.destroyed; await sleep(20)) response.write(' ')
}

export const newFakeId = (prefix: string) => `${prefix}${randomUUID().replaceAll('-', '')}`
