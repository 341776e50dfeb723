import { setTimeout as sleep } from 'node:timers/promises'
import type { Booking } from '../server/src/modules/bookings/booking.schema.ts'

/** Sends a request to one instance; rejects when there is no response. */
export type Send = (
  method: string,
  path: string,
  options: { token: string; body?: unknown },
) => Promise<{ status: number; body: unknown; cache: string | undefined }>

/** A person who sends requests. */
export type Person = { id: string; token(): Promise<string> }

type Fixture = {
  instances: Send[]
  admin: Person
  members: Person[]
  /** For each member, one of the member's bookings. */
  bookings: Booking[]
  /** A writer's longest pause, in milliseconds: without pauses no response is cached long enough to be found. */
  pauseMs: number
}

/**
 * The result of a check: the number of responses by cache status (`outcomes`), and every response that is older than an acknowledged write
 * (`stale`).
 */
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
 * Runs writers, who rename bookings, and readers, who read lists of them, each on a random instance. A reader notes the last
 * acknowledged version before each read, and no response may show an older version. Runs until `isOver`.
 */
export async function checkStaleness(fixture: Fixture, isOver: () => boolean): Promise<Findings> {
  const findings: Findings = {
    ...{ reads: 0, writes: 0, outcomes: new Map(), stale: [], refused: [] },
    ...{ readMs: [], writeMs: [] },
  }
  /** The last acknowledged version of each booking. */
  const acknowledged = new Map(fixture.bookings.map(({ id, version }) => [id, version]))
  const writers = fixture.members.map(async (member, index) => {
    while (!isOver()) {
      await rename(fixture, member, fixture.bookings[index] as Booking, acknowledged, findings)
      await sleep(Math.random() * fixture.pauseMs)
    }
  })
  const readers = fixture.members.flatMap((member, index) => {
    const booking = fixture.bookings[index] as Booking
    const read = async (reader: Person, query: string) => {
      const list = { query, expectedId: booking.id }
      while (!isOver()) await checkRead(fixture, reader, list, acknowledged, findings)
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

const randomItem = <T>(items: T[]): T => items[Math.floor(Math.random() * items.length)] as T

async function rename(
  { instances }: Fixture,
  member: Person,
  { id }: Booking,
  acknowledged: Map<string, number>,
  findings: Findings,
): Promise<void> {
  const body = { title: `Renamed ${Math.random()}` }
  const token = await member.token()
  const startedAt = performance.now()
  const response = await randomItem(instances)('PATCH', `bookings/${id}`, { token, body })
  findings.writeMs.push(performance.now() - startedAt)
  findings.writes += 1
  if (response.status === 200)
    acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, (response.body as Booking).version))
  else findings.refused.push(`PATCH ${response.status} ${JSON.stringify(response.body)}`)
}

async function checkRead(
  { instances }: Fixture,
  reader: Person,
  { query, expectedId }: { query: string; expectedId: string },
  acknowledged: Map<string, number>,
  findings: Findings,
): Promise<void> {
  const token = await reader.token()
  const before = new Map(acknowledged)
  const startedAt = performance.now()
  const response = await randomItem(instances)('GET', `bookings?${query}`, { token })
  findings.readMs.push(performance.now() - startedAt)
  findings.reads += 1
  if (response.status !== 200) {
    findings.refused.push(`GET ${response.status} ${JSON.stringify(response.body)}`)
    return
  }
  const outcome = response.cache ?? 'none'
  findings.outcomes.set(outcome, (findings.outcomes.get(outcome) ?? 0) + 1)
  const { items } = response.body as { items: Booking[] }
  if (!items.some(({ id }) => id === expectedId))
    findings.stale.push(`${outcome} of ${query}: ${expectedId} is not in the list`)
  for (const { id, version } of items) {
    const acknowledgedVersion = before.get(id) ?? 0
    if (version < acknowledgedVersion)
      findings.stale.push(
        `${outcome} of ${query}: ${id} has version ${version}, but ${acknowledgedVersion} was acknowledged`,
      )
  }
}
