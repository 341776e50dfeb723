import { setTimeout as sleep } from 'node:timers/promises'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'

/** How one instance is asked; rejects where there is no answer. */
export type Ask = (
  method: string,
  path: string,
  asked: { token: string; body?: unknown },
) => Promise<{ status: number; body: unknown; cache: string | undefined }>

export type Hunter = { id: string; token(): Promise<string> }

type Ground = {
  instances: Ask[]
  admin: Hunter
  members: Hunter[]
  /** For each member a booking that is theirs. */
  bookings: Booking[]
  /** A writer's longest pause, in milliseconds: without any, nothing is kept long enough to be found. */
  pauseMs: number
}

/** What came of a hunt: answers by what the cache did, and every one that was older than a write answered before. */
export type Bag = {
  reads: number
  writes: number
  outcomes: Map<string, number>
  stale: string[]
  refused: string[]
  readMs: number[]
  writeMs: number[]
}

/**
 * Writers who rename bookings and readers who look at lists of them, each at an instance by lot. A reader notes what was
 * acknowledged before it asks, and no answer may show less. Until `isOver`.
 */
export async function hunt(ground: Ground, isOver: () => boolean): Promise<Bag> {
  const bag: Bag = {
    ...{ reads: 0, writes: 0, outcomes: new Map(), stale: [], refused: [] },
    ...{ readMs: [], writeMs: [] },
  }
  /** The version of each booking that somebody was told of. */
  const told = new Map(ground.bookings.map(({ id, version }) => [id, version]))
  const writers = ground.members.map(async (member, index) => {
    while (!isOver()) {
      await rename(ground, member, ground.bookings[index] as Booking, told, bag)
      await sleep(Math.random() * ground.pauseMs)
    }
  })
  const readers = ground.members.flatMap((member, index) => {
    const booking = ground.bookings[index] as Booking
    const read = async (reader: Hunter, query: string) => {
      while (!isOver()) await look(ground, reader, query, told, bag)
    }
    return [
      read(member, 'limit=1000'),
      read(ground.admin, `limit=1000&userId=${member.id}`),
      read(ground.admin, `limit=1000&spaceId=${booking.spaceId}&include=user,space`),
      ...(index === 0 ? [read(ground.admin, `limit=1000&locationId=${booking.locationId}`)] : []),
      ...(index === 1 ? [read(ground.admin, 'limit=1000&sort=-createdAt')] : []),
    ]
  })
  await Promise.all([...writers, ...readers])
  return bag
}

const byLot = <T>(items: T[]): T => items[Math.floor(Math.random() * items.length)] as T

async function rename(
  { instances }: Ground,
  member: Hunter,
  { id }: Booking,
  told: Map<string, number>,
  bag: Bag,
): Promise<void> {
  const body = { title: `Renamed ${Math.random()}` }
  const token = await member.token()
  const startedAt = performance.now()
  const answer = await byLot(instances)('PATCH', `bookings/${id}`, { token, body })
  bag.writeMs.push(performance.now() - startedAt)
  bag.writes += 1
  if (answer.status === 200) told.set(id, Math.max(told.get(id) ?? 0, (answer.body as Booking).version))
  else bag.refused.push(`PATCH ${answer.status} ${JSON.stringify(answer.body)}`)
}

async function look(
  { instances }: Ground,
  reader: Hunter,
  query: string,
  told: Map<string, number>,
  bag: Bag,
): Promise<void> {
  const token = await reader.token()
  const before = new Map(told)
  const startedAt = performance.now()
  const answer = await byLot(instances)('GET', `bookings?${query}`, { token })
  bag.readMs.push(performance.now() - startedAt)
  bag.reads += 1
  if (answer.status !== 200) {
    bag.refused.push(`GET ${answer.status} ${JSON.stringify(answer.body)}`)
    return
  }
  const outcome = answer.cache ?? 'none'
  bag.outcomes.set(outcome, (bag.outcomes.get(outcome) ?? 0) + 1)
  const { items } = answer.body as { items: Booking[] }
  for (const { id, version } of items) {
    const known = before.get(id) ?? 0
    if (version < known)
      bag.stale.push(`${outcome} of ${query}: ${id} is version ${version}, was told ${known}`)
  }
}
