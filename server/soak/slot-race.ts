import type { Report } from '../../testing/figures.ts'
import type { Answer, Client } from '../../testing/processes/http-client.ts'
import { interval, makeWorld, type Person, type World } from '../../testing/processes/world.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { findFaults } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { createRace } from './race.ts'

type Range = { startsAt: string; endsAt: string }

/** All times that the clients ask for in one round overlap, so exactly one client wins. */
type Kind = {
  name: string
  /** What a client asks for, in a round's window of six hours. */
  range: (windowMinutes: number, client: number) => Range
  tariff?: object
  space?: object
  /** Every other client moves a booking that it has. */
  moves?: boolean
}

const windowMinutes = 360
const equal: Kind['range'] = (window) => interval(window + 120, 60)

export const slotRaces = {
  equal: { name: 'equal intervals', range: equal },
  overlapping: {
    name: 'overlapping intervals',
    range: (window, client) => {
      const [before, after] = [30 * (client % 4), 30 * (Math.floor(client / 4) % 4)]
      return interval(window + 120 - before, before + 30 + after)
    },
  },
  moves: { name: 'moves against creates', range: equal, moves: true },
  buffers: {
    name: 'intervals apart, their buffers overlapping',
    range: (window, client) => interval(window + 120 + 15 * (client % 4), 30),
    tariff: { stepMinutes: 15 },
    space: { bufferBeforeMinutes: 15, bufferAfterMinutes: 15 },
  },
} satisfies Record<string, Kind>

type Sizes = { clients: number; slots: number; spaces: number }

/** So many clients at once on one slot, slot after slot: one gets it, and the others are told what is taken. */
export function raceForSlots(kind: Kind, { clients, slots, spaces }: Sizes): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const world = await makeWorld(client, { spaces, members: clients, ...kind })
    const moved = kind.moves ? await bookHomes(client, world) : new Map<Person, string>()
    const race = createRace(`${slots} slots of ${spaces} rooms, ${clients} clients, ${kind.name}`)
    for (let slot = 0; slot < slots; slot++) {
      const window = Math.floor(slot / spaces) * windowMinutes
      const spaceId = world.spaceIds[slot % spaces]
      const answers = await Promise.all(
        world.members.map(async (member, index) => {
          const body = { spaceId, ...kind.range(window, index) }
          return take(client, await member.token(), body, moved.get(member))
        }),
      )
      race.judge(slot, answers, { winners: 1, refusal: 'booking_conflict' })
      const silent = answers.filter(({ status, body }) => status === 409 && !body.taken?.length)
      if (silent.length > 0) race.broken.push(`slot ${slot}: ${silent.length} were not told what is taken`)
    }
    return { figures: [race.line()], broken: [...race.broken, ...(await findFaults(service.dataDir))] }
  })
}

type Taking = Booking & { taken?: unknown[] }

const take = (
  client: Client,
  token: string,
  body: object,
  id: string | undefined,
): Promise<Answer<Taking>> =>
  id
    ? client.request('PATCH', `bookings/${id}`, { token, body })
    : client.request('POST', 'bookings', { token, body })

/** Makes a booking for every other member, each at a different time, long after the windows of the race. */
async function bookHomes(client: Client, { members, spaceIds }: World): Promise<Map<Person, string>> {
  const homes = new Map<Person, string>()
  const behind = 300 * 24 * 60
  for (const [index, member] of members.entries()) {
    if (index % 2 === 0) continue
    const body = { spaceId: spaceIds[0], ...interval(behind + index * 60, 60) }
    const answer = await take(client, await member.token(), body, undefined)
    homes.set(member, answer.body.id)
  }
  return homes
}
