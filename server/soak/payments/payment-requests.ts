import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../../testing/figures.ts'
import { type Client, type ClientResponse, ConnectionError } from '../../../testing/processes/http-client.ts'
import { interval, type MembersFixture, type Person } from '../../../testing/processes/members-fixture.ts'
import type { Booking } from '../../src/modules/bookings/booking.schema.ts'
import type { FakeProvider } from './payment-books.ts'

type Options = { client: Client; fixture: MembersFixture; fakeProvider: FakeProvider; clients: number }

const repeatMs = 120_000
// Of three bookings, two are for one slot, and the third is for another slot.
const bookingsPerSlot = 1.5
const days = 300

/**
 * The probability that the next call to the provider has this fault: `failReads` is for calls that read, the others are for calls that
 * change.
 */
const probabilities = {
  failAfter: 0.05,
  failBefore: 0.04,
  cut: 0.04,
  hang: 0.004,
  slow: 0.06,
  failReads: 0.03,
} as const

/** The statuses that a request may get besides success; each request is repeated until it gets a response. */
const allowed = new Set([
  '402 insufficient_funds',
  '409 booking_conflict',
  '409 invalid_transition',
  '409 too_many_unpaid',
  '422 payments_unavailable',
  '422 refund_too_large',
  '503 provider_unavailable',
])

/** Members who book and top up online, pay in two tabs and cancel, and an administrator who sends money back. */
export function startMembers({ client, fixture, fakeProvider, clients }: Options) {
  const state = { stopping: false, started: 0 }
  const [responses, faults] = [new Tally(), new Tally()]
  const broken: string[] = []

  function drawFaults(): void {
    for (const [fault, probability] of Object.entries(probabilities)) {
      if (Math.random() >= probability) continue
      faults.add(fault)
      // Stripe's library itself retries once when a connection breaks.
      fakeProvider.faults[fault as keyof typeof probabilities] =
        fault === 'cut' && fakeProvider.name === 'stripe' ? 2 : 1
    }
  }

  /** Repeats a request with its key until it gets a response, as a client does; null for a refusal. */
  async function send<T>(method: string, path: string, by: Person, body?: object): Promise<T | null> {
    const key = method === 'POST' ? { key: randomUUID() } : {}
    const deadline = performance.now() + repeatMs
    for (;;) {
      // A sign-in may also reach an instance that has just been killed.
      const token = await by.token().catch(() => null)
      const response =
        token === null
          ? null
          : await client
              .request<T>(method, path, { token, ...(body && { body }), ...key })
              .catch((error: unknown) => {
                if (!(error instanceof ConnectionError)) throw error
                return null
              })
      const refusal = response ? refusalOf(response) : 'no answer'
      if (refusal !== null) responses.add(`${path.split('/')[0]} ${refusal}`)
      if (response && refusal === null) return response.body
      const mustRepeat =
        !response || refusal === '409 idempotency_in_progress' || refusal === '503 unavailable'
      if (!mustRepeat) {
        if (!allowed.has(refusal ?? '')) broken.push(`${method} ${path} was answered ${refusal}`)
        return null
      }
      if (performance.now() > deadline) {
        broken.push(`${method} ${path} had no answer within ${repeatMs} ms`)
        return null
      }
      await sleep(20 + Math.random() * 100)
    }
  }

  async function book(member: Person): Promise<void> {
    const slot = Math.floor(state.started++ / bookingsPerSlot)
    const { spaceIds } = fixture
    const hour = Math.floor(slot / spaceIds.length) % (days * 24)
    const body = { spaceId: spaceIds[slot % spaceIds.length], ...interval(hour * 60, 60), payment: 'online' }
    const booking = await send<Booking>('POST', 'bookings', member, body)
    if (booking?.status !== 'awaiting_payment') return
    const chance = Math.random()
    if (chance < 0.05) await send('POST', `bookings/${booking.id}/cancel`, member, {})
    else if (chance < 0.15) {
      // The member pays in a second tab. The missing amount may have changed meanwhile, so that two payments are open at once.
      await send('POST', 'payments', member, { amount: 10_000 })
      await send('POST', `bookings/${booking.id}/pay`, member, { payment: 'online' })
    } else if (chance < 0.2) await send('POST', `bookings/${booking.id}/pay`, member, { payment: 'online' })
    const request = booking.paymentRequest
    if (request && Math.random() < 0.3) await send('GET', `payments/${request.id}`, member)
  }

  async function refund(): Promise<void> {
    const paid = [...fakeProvider.state.payments.values()].filter(({ status }) => status === 'paid')
    const payment = paid[Math.floor(Math.random() * paid.length)]
    if (!payment) return
    fakeProvider.faults.slowRefunds = Math.random() < 0.3
    fakeProvider.faults.refuseRefunds = Math.random() < 0.1
    const amount = Math.ceil(payment.amount / (1 + Math.floor(Math.random() * 5)))
    await send('POST', `payments/${payment.paymentId}/refunds`, fixture.admin, { amount })
  }

  async function sendRandomRequests(): Promise<void> {
    const member = fixture.members[Math.floor(Math.random() * fixture.members.length)]
    if (!member) return
    drawFaults()
    const chance = Math.random()
    if (chance < 0.65) await book(member)
    else if (chance < 0.9)
      await send('POST', 'payments', member, { amount: 100 + Math.floor(Math.random() * 50_000) })
    else await refund()
  }

  const loop = async () => {
    while (!state.stopping) await sendRandomRequests()
  }
  const running = Promise.all(Array.from({ length: clients }, loop))
  return {
    responses,
    faults,
    broken,
    async stop() {
      state.stopping = true
      await running
    },
  }
}

/** The status and the problem code of a refusal; null for success. */
const refusalOf = ({ status, body }: ClientResponse<unknown>): string | null =>
  status < 300 ? null : `${status} ${body.code}`
