import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../testing/figures.ts'
import { type Client, type ClientResponse, ConnectionError } from '../../testing/processes/http-client.ts'
import { interval, type MembersFixture, type Person } from '../../testing/processes/members-fixture.ts'
import type { Booking, CancellationResult } from '../src/modules/bookings/booking.schema.ts'

type Options = {
  client: Client
  fixture: MembersFixture
  /** What a member does without a response, or after a 503: repeat the request with the same Idempotency-Key, or stop. */
  onNoResponse: 'retry' | 'stop'
}

/** Members who book, move and cancel, each their own bookings. Several members try to book the same slots. */
export type Load = {
  /** Every booking that was in a response, in the state of its last response. */
  acknowledged: Map<string, Booking>
  /** The number of requests that have had a response. */
  responses(): number
  tally: Tally
  broken: string[]
  /** Stops the members, each after the response to its current request. */
  stop(): Promise<void>
}

type State = Options & Omit<Load, 'responses' | 'stop'> & { responseCount: number; stopping: boolean }

const timeoutMs = 60_000
const membersPerSlot = 4
let slotRequests = 0

export function startLoad(options: Options): Load {
  const counters = { responseCount: 0, stopping: false }
  const state: State = { ...options, ...counters, acknowledged: new Map(), tally: new Tally(), broken: [] }
  const members = options.fixture.members.map(async (member) => {
    let booking: Booking | null | 'stopped' = null
    while (!state.stopping && booking !== 'stopped') booking = await sendRequest(state, member, booking)
  })
  const { acknowledged, tally, broken } = state
  return {
    acknowledged,
    responses: () => state.responseCount,
    tally,
    broken,
    async stop() {
      state.stopping = true
      await Promise.all(members)
    },
  }
}

/** Sends one request of the member. Returns the booking that the member has then, or `stopped`. */
async function sendRequest(
  state: State,
  member: Person,
  booking: Booking | null,
): Promise<Booking | null | 'stopped'> {
  const { client, acknowledged } = state
  const token = await member.token()
  const key = randomUUID()
  const random = Math.random()
  if (booking && random < 0.25) {
    const path = `bookings/${booking.id}/cancel`
    const response = await untilResponse(state, () =>
      client.request<CancellationResult>('POST', path, { token, body: {}, key }),
    )
    if (!checkStatus(state, response, 200)) return response ? null : 'stopped'
    acknowledged.set(booking.id, response.body.booking)
    return null
  }
  const [method, path, ok] =
    booking && random < 0.5
      ? (['PATCH', `bookings/${booking.id}`, 200] as const)
      : (['POST', 'bookings', 201] as const)
  const body = { ...nextSlot(state.fixture), title: key }
  const response = await untilResponse(state, () =>
    client.request<Booking>(method, path, { token, body, key }),
  )
  if (response?.body.code === 'booking_conflict') return booking
  if (!checkStatus(state, response, ok)) return response ? null : 'stopped'
  acknowledged.set(response.body.id, response.body)
  return response.body
}

function nextSlot({ spaceIds }: MembersFixture): {
  spaceId: string | undefined
  startsAt: string
  endsAt: string
} {
  const slot = Math.floor(slotRequests++ / membersPerSlot)
  const hour = Math.floor(slot / spaceIds.length) % (300 * 24)
  return { spaceId: spaceIds[slot % spaceIds.length], ...interval(hour * 60, 60) }
}

/** Sends the request, and repeats it with `onNoResponse: 'retry'`. Null where there was no response; the member then stops. */
async function untilResponse<T>(
  state: State,
  send: () => Promise<ClientResponse<T>>,
): Promise<ClientResponse<T> | null> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const response = await send().catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) throw error
      if (error.hasResponseBegun && state.onNoResponse === 'stop') state.broken.push(error.message)
      state.tally.add(error.message)
      return null
    })
    if (response)
      state.tally.add(
        response.status < 300 ? `${response.status}` : `${response.status} ${response.body.code}`,
      )
    if (response && response.status !== 503 && response.body.code !== 'idempotency_in_progress') {
      state.responseCount += 1
      return response
    }
    if (state.onNoResponse === 'stop') return null
    if (performance.now() > deadline) {
      state.broken.push(`no response within ${timeoutMs} ms`)
      return null
    }
    await sleep(20)
  }
}

/** Whether the response has the expected status. A response with another status is recorded in `broken`. */
function checkStatus<T>(
  state: State,
  response: ClientResponse<T> | null,
  expected: number,
): response is ClientResponse<T> {
  if (response && response.status !== expected)
    state.broken.push(`${response.status} ${JSON.stringify(response.body)}`)
  return response !== null && response.status === expected
}
