import { sql } from 'kysely'
import { percentileMs, type Report, Tally } from '../../testing/figures.ts'
import { holdSpace } from '../../testing/postgres/locks.ts'
import { until } from '../../testing/processes/until.ts'
import { interval, makeWorld } from '../../testing/processes/world.ts'
import { findFaults, onDatabase } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { startLoad } from './load.ts'

/** What an orderly stop may take, the database's own included. */
const longestMs = 3_000

type Sizes = { stops: number; clients: number; spaces: number }

/**
 * SIGTERM under load, again and again. Whoever had no answer has had no effect: the database holds the bookings that
 * were answered, each as its last answer said, and no others.
 */
export function stopUnderLoad({ stops, clients, spaces }: Sizes): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const broken: string[] = []
    const stopMs: number[] = []
    const tally = new Tally()
    const answered = new Map<string, number>()
    const world = await makeWorld(client, { spaces, members: clients })
    for (let n = 0; n < stops; n++) {
      const load = startLoad({ client, world, unanswered: 'leave' })
      await until('some load', () => load.answered() > clients * 2)
      const { code, signal, ms } = await service.stop()
      await load.stop()
      if (code !== 0 || ms > longestMs)
        broken.push(`stop ${n} ended with ${signal ?? code} after ${Math.round(ms)} ms`)
      stopMs.push(ms)
      tally.addAll(load.tally)
      broken.push(...load.broken)
      for (const { id, version } of load.promised.values()) answered.set(id, version)
      await service.start()
      broken.push(
        ...(await findUnanswered(service.dataDir, answered)),
        ...(await findFaults(service.dataDir)),
      )
    }
    const figures = {
      stopped: `${stops} × SIGTERM, ${clients} clients`,
      'stop p50 / most ms': `${percentileMs(stopMs, 0.5)} / ${percentileMs(stopMs, 1)}`,
      bookings: answered.size,
      answers: String(tally),
    }
    return { figures: [figures], broken }
  })
}

/** SIGTERM while a request waits for a lock that nobody gives back: it is cut off, and the stop is not held up. */
export function stopBesideStuckRequest({ stops }: { stops: number }): Promise<Report> {
  return withFreshService(1, async (service, client) => {
    const { spaceIds, admin } = await makeWorld(client, { spaces: 1, members: 0 })
    const broken: string[] = []
    const stopMs: number[] = []
    for (let n = 0; n < stops; n++) {
      const held = await holdSpace(service.dataDir, spaceIds[0])
      const asked = { token: await admin.token(), body: { spaceId: spaceIds[0], ...interval(n * 60, 60) } }
      const answer = client.request('POST', 'bookings', asked).catch((error: Error) => error.message)
      await held.untilWaiting(1)
      const { code, signal, ms } = await service.stop()
      if (code !== 0 || ms > longestMs)
        broken.push(`stop ${n} ended with ${signal ?? code} after ${Math.round(ms)} ms`)
      stopMs.push(ms)
      await Promise.all([answer, held.release()])
      await service.start()
    }
    const figures = {
      what: `${stops} × SIGTERM while a request is stuck`,
      'p50 / most ms': `${percentileMs(stopMs, 0.5)} / ${percentileMs(stopMs, 1)}`,
    }
    return { figures: [figures], broken }
  })
}

async function findUnanswered(dataDir: string, answered: Map<string, number>): Promise<string[]> {
  const rows = await onDatabase(dataDir, async (db) => {
    const { rows } = await sql<{ id: string; version: number }>`SELECT id, version FROM bookings`.execute(db)
    return rows
  })
  const stored = new Map(rows.map(({ id, version }) => [id, version]))
  const ids = new Set([...stored.keys(), ...answered.keys()])
  return [...ids]
    .filter((id) => stored.get(id) !== answered.get(id))
    .map((id) => `booking ${id} is at version ${stored.get(id)}, the answer was of ${answered.get(id)}`)
}
