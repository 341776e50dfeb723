import { sql } from 'kysely'
import { percentileMs, type Report, Tally } from '../../testing/figures.ts'
import { holdSpaceLock } from '../../testing/postgres/locks.ts'
import { interval, makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import { until } from '../../testing/processes/until.ts'
import { findViolations, onDatabase } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { startLoad } from './load.ts'

/** The time limit of a graceful stop, in which the embedded database also stops. */
const maxStopMs = 3_000

type Sizes = { stops: number; clients: number; spaces: number }

/**
 * Sends SIGTERM under load, `stops` times. A request without a response must have had no effect: the database must hold the
 * bookings of the responses, each in the state of its last response, and no others.
 */
export function stopUnderLoad({ stops, clients, spaces }: Sizes): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const broken: string[] = []
    const stopMs: number[] = []
    const tally = new Tally()
    const responded = new Map<string, number>()
    const fixture = await makeMembersFixture(client, { spaces, members: clients })
    for (let n = 0; n < stops; n++) {
      const load = startLoad({ client, fixture, onNoResponse: 'stop' })
      await until('responses under load', () => load.responses() > clients * 2)
      const { code, signal, ms } = await service.stop()
      await load.stop()
      if (code !== 0 || ms > maxStopMs)
        broken.push(`stop ${n} ended with ${signal ?? code} after ${Math.round(ms)} ms`)
      stopMs.push(ms)
      tally.addAll(load.tally)
      broken.push(...load.broken)
      for (const { id, version } of load.acknowledged.values()) responded.set(id, version)
      await service.start()
      broken.push(
        ...(await findUnexpectedStates(service.dataDir, responded)),
        ...(await findViolations(service.dataDir)),
      )
    }
    const figures = {
      stops: `${stops} × SIGTERM, ${clients} clients`,
      'stop p50 / max ms': `${percentileMs(stopMs, 0.5)} / ${percentileMs(stopMs, 1)}`,
      bookings: responded.size,
      responses: String(tally),
    }
    return { figures: [figures], broken }
  })
}

/** Sends SIGTERM while a request waits for a lock that is not released. The stop must end the request and not wait for it. */
export function stopBesideStuckRequest({ stops }: { stops: number }): Promise<Report> {
  return withFreshService(1, async (service, client) => {
    const { spaceIds, admin } = await makeMembersFixture(client, { spaces: 1, members: 0 })
    const broken: string[] = []
    const stopMs: number[] = []
    for (let n = 0; n < stops; n++) {
      const held = await holdSpaceLock(service.dataDir, spaceIds[0])
      const options = { token: await admin.token(), body: { spaceId: spaceIds[0], ...interval(n * 60, 60) } }
      const response = client.request('POST', 'bookings', options).catch((error: Error) => error.message)
      await held.untilWaiting(1)
      const { code, signal, ms } = await service.stop()
      if (code !== 0 || ms > maxStopMs)
        broken.push(`stop ${n} ended with ${signal ?? code} after ${Math.round(ms)} ms`)
      stopMs.push(ms)
      await Promise.all([response, held.release()])
      await service.start()
    }
    const figures = {
      what: `${stops} × SIGTERM while a request is stuck`,
      'p50 / max ms': `${percentileMs(stopMs, 0.5)} / ${percentileMs(stopMs, 1)}`,
    }
    return { figures: [figures], broken }
  })
}

async function findUnexpectedStates(dataDir: string, responded: Map<string, number>): Promise<string[]> {
  const rows = await onDatabase(dataDir, async (db) => {
    const { rows } = await sql<{ id: string; version: number }>`SELECT id, version FROM bookings`.execute(db)
    return rows
  })
  const stored = new Map(rows.map(({ id, version }) => [id, version]))
  const ids = new Set([...stored.keys(), ...responded.keys()])
  return [...ids]
    .filter((id) => stored.get(id) !== responded.get(id))
    .map(
      (id) =>
        `booking ${id} is at version ${stored.get(id)}, the last response had version ${responded.get(id)}`,
    )
}
