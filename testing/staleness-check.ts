import { setTimeout as sleep } from 'node:timers/promises'
import type { Booking } from '../server/src/modules/bookings/booking.schema.ts'

/** How one instance is asked; rejects where there is no answer. */
export type Ask = (
  method: string,
  path: string,
  asked: { token: string; body?: unknown },
) => Promise<{ status: number; body: unknown; cache: string | undefined }>

export type Caller = { id: string; token(): Promise<string> }

type Fixture = {
  instances: Ask[]
  admin: Caller
  members: Caller[]
  /** For each member a booking that is theirs. */
  bookings: Booking[]
  /** A writer's longest pause, in milliseconds: without any, nothing is kept long enough to be found. */
  pauseMs: number
}

/** What came of a check: answers by what the cache did, and every one that was older than a write answered before. */
export type Findings = {
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
export async function checkStaleness(fixture: Fixture, isOver: () => boolean): Promise<Findings> {
  const findings: Findings = {
    ...{ reads: 0, writes: 0, outcomes: new Map(), stale: [], refused: [] },
    ...{ readMs: [], writeMs: [] },
  }
  /** The version of each booking that somebody was told of. */
  const told = new Map(fixture.bookings.map(({ id, version }) => [id, version]))
  const writers = fixture.members.map(async (member, index) => {
    while (!isOver()) {
      await rename(fixture, member, fixture.bookings[index] as Booking, told, findings)
      await sleep(Math.random() * fixture.pauseMs)
    }
  })
  const readers = fixture.members.flatMap((member, index) => {
    const booking = fixture.bookings[index] as Booking
    const read = async (reader: Caller, query: string) => {
      while (!isOver()) await look(fixture, reader, query, told, findings)
    }
    return [
      read(member, 'limit=1000'),
      read(fixture.admin, `limit=1000&userId=${member.id}`),
      read(fixture.admin, `limit=1000&spaceId=${booking.spaceId}&include=user,space`),
      ...(index === 0 ? [read(fixture.admin, `limit=1000&locationId=${booking.locationId}`)] : []),
      ...(index === 1 ? [read(fixture.admin, 'limit=1000&sort=-createdAt')] : []),
    ]
  })
  await Promise.all([...writers, ...readers])
  return findings
}

const byLot = <T>(items: T[]): T => items[Math.floor(Math.random() * items.length)] as T

async function rename(
  { instances }: Fixture,
  member: Caller,
  { id }: Booking,
  told: Map<string, number>,
  findings: Findings,
): Promise<void> {
  const body = { title: `Renamed ${Math.random()}` }
  const token = await member.token()
  const startedAt = performance.now()
  const answer = await byLot(instances)('PATCH', `bookings/${id}`, { token, body })
  findings.writeMs.push(performance.now() - startedAt)
  findings.writes += 1
  if (answer.status === 200) told.set(id, Math.max(told.get(id) ?? 0, (answer.body as Booking).version))
  else findings.refused.push(`PATCH ${answer.status} ${JSON.stringify(answer.body)}`)
}

async function look(
  { instances }: Fixture,
  reader: Caller,
  query: string,
  told: Map<string, number>,
  findings: Findings,
): Promise<void> {
  const token = await reader.token()
  const before = new Map(told)
  const startedAt = performance.now()
  const answer = await byLot(instances)('GET', `bookings?${query}`, { token })
  findings.readMs.push(performance.now() - startedAt)
  findings.reads += 1
  if (answer.status !== 200) {
    findings.refused.push(`GET ${answer.status} ${JSON.stringify(answer.body)}`)
    return
  }
  const outcome = answer.cache ?? 'none'
  findings.outcomes.set(outcome, (findings.outcomes.get(outcome) ?? 0) + 1)
  const { items } = answer.body as { items: Booking[] }
  for (const { id, version } of items) {
    const known = before.get(id) ?? 0
    if (version < known)
      findings.stale.push(`${outcome} of ${query}: ${id} is version ${version}, was told ${known}`)
  }
}
