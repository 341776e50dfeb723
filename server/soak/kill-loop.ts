import { join } from 'node:path'
import { sql } from 'kysely'
import { percentileMs, type Report } from '../../testing/figures.ts'
import { makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import { isReady, type RestartableService } from '../../testing/processes/service-process.ts'
import { until } from '../../testing/processes/until.ts'
import { applicationNameWithJobs } from '../src/db/application-name.ts'
import { readPostmasterFile } from '../src/db/embedded/embedded.postmaster.ts'
import { findLostBookings, findViolations, findViolationsByScript, onDatabase } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { type Load, startLoad } from './load.ts'

/** Each function kills a process of the running service by SIGKILL, and returns for how many milliseconds the service was not ready. */
const victims = {
  async service(service: RestartableService) {
    const startedAt = performance.now()
    await service.kill()
    await service.start()
    return performance.now() - startedAt
  },

  async postgres(service: RestartableService) {
    const pid = await postmasterOf(service)
    const startedAt = performance.now()
    process.kill(pid, 'SIGKILL')
    await until('a new PostgreSQL', async () => (await postmasterOf(service)) !== pid)
    await until('the service', () => isReady(service.url()))
    return performance.now() - startedAt
  },

  async backend(service: RestartableService) {
    const pid = await onDatabase(service.dataDir, async (db) => {
      const { rows } = await sql<{ pid: number }>`
        SELECT pid FROM pg_stat_activity WHERE application_name = ${applicationNameWithJobs} AND pid <> pg_backend_pid()
        ORDER BY (state = 'active') DESC, random() LIMIT 1`.execute(db)
      return rows[0]?.pid
    })
    if (pid === undefined) throw new Error('no session of the service')
    const startedAt = performance.now()
    process.kill(pid, 'SIGKILL')
    await until('the end of that session', () => !isAlive(pid))
    await until('the service', () => isReady(service.url()))
    return performance.now() - startedAt
  },
}

export type Victim = keyof typeof victims

type Sizes = {
  kills: Victim[]
  clients: number
  spaces: number
  /** Whether to run the script of `make audit` after every kill, and not only after the last one. */
  auditScriptEachTime: boolean
}

/**
 * Kills these victims one after another under load. After each restart the audit must be clean. Every booking in a response before
 * the kill must be stored in the state of its last response, with its charge, and only once, although its request was repeated.
 */
export function killUnderLoad({ kills, clients, spaces, auditScriptEachTime }: Sizes): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const fixture = await makeMembersFixture(client, { spaces, members: clients })
    const load = startLoad({ client, fixture, onNoResponse: 'retry' })
    const broken: string[] = []
    const downMs: number[] = []
    for (const victim of kills) {
      // The random part moves each kill to another point of the requests.
      await untilMoreResponses(load, clients * 2 + Math.floor(Math.random() * clients))
      const acknowledged = [...load.acknowledged.values()]
      downMs.push(await victims[victim](service))
      broken.push(...(await findViolations(service.dataDir)))
      if (auditScriptEachTime) broken.push(...(await findViolationsByScript(service.dataDir)))
      broken.push(...(await findLostBookings(service.dataDir, acknowledged)))
    }
    await untilMoreResponses(load, clients)
    await load.stop()
    const acknowledged = [...load.acknowledged.values()]
    broken.push(...(await findViolationsByScript(service.dataDir)), ...load.broken)
    broken.push(...(await findLostBookings(service.dataDir, acknowledged)))
    const figures = {
      killed: `${kills.length} × ${[...new Set(kills)].join(', ')}, ${clients} clients`,
      'not ready p50 / max ms': `${percentileMs(downMs, 0.5)} / ${percentileMs(downMs, 1)}`,
      'bookings kept': acknowledged.length,
      responses: String(load.tally),
    }
    return { figures: [figures], broken }
  })
}

const untilMoreResponses = async (load: Load, count: number): Promise<void> => {
  const targetCount = load.responses() + count
  await until(`${count} responses`, () => load.responses() >= targetCount)
}

const postmasterOf = async (service: RestartableService): Promise<number> =>
  (await readPostmasterFile(join(service.dataDir, 'postgres')))?.pid ?? 0

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
