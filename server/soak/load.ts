import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../testing/figures.ts'
import { type Answer, type Client, ConnectionError } from '../../testing/processes/http-client.ts'
import { interval, type Person, type World } from '../../testing/processes/world.ts'
import type { Booking, Cancelled } from '../src/modules/bookings/booking.schema.ts'

type Options = {
  client: Client
  world: World
  /**
   * Whether a member that gets no answer, or a 503, repeats the request with the same Idempotency-Key until it is answered, or
   * gives up.
   */
  unanswered: 'again' | 'leave'
}

/** Members who book, move and cancel, each its own bookings, some of them after the same slot. */
export type Load = {
  /** Every booking that was in an answer, as in its last answer. */
  promised: Map<string, Booking>
  /** How many requests have had their answer. */
  answered(): number
  tally: Tally
  broken: string[]
  /** Stops after the request that each member is waiting for. */
  stop(): Promise<void>
}

type State = Options & Omit<Load, 'answered' | 'stop'> & { answers: number; stopping: boolean }

const patienceMs = 60_000
const membersASlot = 4
let asked = 0

export function startLoad(options: Options): Load {
  const counters = { answers: 0, stopping: false }
  const state: State = { ...options, ...counters, promised: new Map(), tally: new Tally(), broken: [] }
  const members = options.world.members.map(async (member) => {
    let mine: Booking | null | 'left' = null
    while (!state.stopping && mine !== 'left') mine = await act(state, member, mine)
  })
  const { promised, tally, broken } = state
  return {
    promised,
    answered: () => state.answers,
    tally,
    broken,
    async stop() {
      state.stopping = true
      await Promise.all(members)
    },
  }
}

/** One request; returns the booking that the member then has, if any. */
async function act(state: State, member: Person, mine: Booking | null): Promise<Booking | null | 'left'> {
  const { client, promised } = state
  const token = await member.token()
  const key = randomUUID()
  const dice = Math.random()
  if (mine && dice < 0.25) {
    const path = `bookings/${mine.id}/cancel`
    const answer = await settle(state, () =>
      client.request<Cancelled>('POST', path, { token, body: {}, key }),
    )
    if (!isFine(state, answer, 200)) return answer ? null : 'left'
    promised.set(mine.id, answer.body.booking)
    return null
  }
  const [method, path, ok] =
    mine && dice < 0.5
      ? (['PATCH', `bookings/${mine.id}`, 200] as const)
      : (['POST', 'bookings', 201] as const)
  const body = { ...nextSlot(state.world), title: key }
  const answer = await settle(state, () => client.request<Booking>(method, path, { token, body, key }))
  if (answer?.body.code === 'booking_conflict') return mine
  if (!isFine(state, answer, ok)) return answer ? null : 'left'
  promised.set(answer.body.id, answer.body)
  return answer.body
}

function nextSlot({ spaceIds }: World): { spaceId: string | undefined; startsAt: string; endsAt: string } {
  const slot = Math.floor(asked++ / membersASlot)
  const hour = Math.floor(slot / spaceIds.length) % (300 * 24)
  return { spaceId: spaceIds[slot % spaceIds.length], ...interval(hour * 60, 60) }
}

/** The answer, if need be of a repetition; null where the member leaves without one. */
async function settle<T>(state: State, send: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await send().catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) throw error
      if (error.broken && state.unanswered === 'leave') state.broken.push(error.message)
      state.tally.add(error.message)
      return null
    })
    if (answer)
      state.tally.add(answer.status < 300 ? `${answer.status}` : `${answer.status} ${answer.body.code}`)
    if (answer && answer.status !== 503 && answer.body.code !== 'idempotency_in_progress') {
      state.answers += 1
      return answer
    }
    if (state.unanswered === 'leave') return null
    if (performance.now() > deadline) {
      state.broken.push(`no answer within ${patienceMs} ms`)
      return null
    }
    await sleep(20)
  }
}

function isFine<T>(state: State, answer: Answer<T> | null, expected: number): answer is Answer<T> {
  if (answer && answer.status !== expected)
    state.broken.push(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer !== null && answer.status === expected
}
