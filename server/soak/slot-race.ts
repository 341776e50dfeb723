import { create } from '../../testing/coworking.ts'
import type { Report } from '../../testing/figures.ts'
import type { Client, ClientResponse } from '../../testing/processes/http-client.ts'
import {
  interval,
  type MembersFixture,
  makeMembersFixture,
  type Person,
} from '../../testing/processes/members-fixture.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { findViolations } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { createRace } from './race.ts'

type Range = { startsAt: string; endsAt: string }

/** All times that the clients request in one round overlap, with their buffers, so exactly one client succeeds. */
type Kind = {
  name: string
  /** The time that a client requests, in a round's window, which begins at this minute. */
  range: (windowStart: number, client: number) => Range
  tariff?: object
  space?: object
  /** Every second client moves an existing booking. */
  moves?: boolean
}

/** The length of a window. */
const windowMinutes = 360
const equal: Kind['range'] = (windowStart) => interval(windowStart + 120, 60)

export const slotRaces = {
  equal: { name: 'equal intervals', range: equal },
  overlapping: {
    name: 'overlapping intervals',
    range: (windowStart, client) => {
      const [before, after] = [30 * (client % 4), 30 * (Math.floor(client / 4) % 4)]
      return interval(windowStart + 120 - before, before + 30 + after)
    },
  },
  moves: { name: 'moves against creates', range: equal, moves: true },
  buffers: {
    name: 'intervals of which some overlap only by their buffers',
    range: (windowStart, client) => interval(windowStart + 120 + 15 * (client % 4), 30),
    tariff: { stepMinutes: 15 },
    space: { bufferBeforeMinutes: 15, bufferAfterMinutes: 15 },
  },
} satisfies Record<string, Kind>

type Sizes = { clients: number; slots: number; spaces: number }

/** All clients request the same slot at once, slot by slot. One must get it, and the others must be told which times are taken. */
export function raceForSlots(kind: Kind, { clients, slots, spaces }: Sizes): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const fixture = await makeMembersFixture(client, { spaces, members: clients, ...kind })
    const moved = kind.moves ? await bookOriginals(client, fixture) : new Map<Person, string>()
    const race = createRace(`${slots} slots of ${spaces} rooms, ${clients} clients, ${kind.name}`)
    for (let slot = 0; slot < slots; slot++) {
      const windowStart = Math.floor(slot / spaces) * windowMinutes
      const spaceId = fixture.spaceIds[slot % spaces]
      const responses = await Promise.all(
        fixture.members.map(async (member, index) => {
          const body = { spaceId, ...kind.range(windowStart, index) }
          return bookOrMove(client, await member.token(), body, moved.get(member))
        }),
      )
      race.checkRound(slot, responses, { winners: 1, refusal: 'booking_conflict' })
      const incomplete = responses.filter(({ status, body }) => status === 409 && !body.taken?.length)
      if (incomplete.length > 0)
        race.broken.push(`slot ${slot}: ${incomplete.length} were not told which times are taken`)
    }
    return { figures: [race.row()], broken: [...race.broken, ...(await findViolations(service.dataDir))] }
  })
}

type BookingOrConflict = Booking & { taken?: unknown[] }

const bookOrMove = (
  client: Client,
  token: string,
  body: object,
  id: string | undefined,
): Promise<ClientResponse<BookingOrConflict>> =>
  id
    ? client.request('PATCH', `bookings/${id}`, { token, body })
    : client.request('POST', 'bookings', { token, body })

/** Makes a booking for every other member, each at a different time, long after the windows of the race. */
async function bookOriginals(
  client: Client,
  { members, spaceIds }: MembersFixture,
): Promise<Map<Person, string>> {
  const originals = new Map<Person, string>()
  const afterWindows = 300 * 24 * 60
  for (const [index, member] of members.entries()) {
    if (index % 2 === 0) continue
    const body = { spaceId: spaceIds[0], ...interval(afterWindows + index * 60, 60) }
    const { id } = await create(client, await member.token(), 'bookings', body)
    originals.set(member, id)
  }
  return originals
}
