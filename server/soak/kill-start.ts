import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentileMs, type Report } from '../../testing/figures.ts'
import { createClient } from '../../testing/processes/http-client.ts'
import { makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import { createService, type RestartableService } from '../../testing/processes/service-process.ts'
import { findViolationsByScript } from './books.ts'

const killsPerRound = 5
// All kills may have come before the tables were made.
const rightOrEmpty = /^The books are right|^This database does not have the tables/

/**
 * Kills the service at random moments of its first start (while PostgreSQL, the schema or the administrator is being made), several times
 * in a row. Then an audit, which runs while the service is stopped, must be clean, and the next start must succeed.
 */
export async function killStarts({ rounds }: { rounds: number }): Promise<Report> {
  const broken: string[] = []
  const startMs: number[] = []
  // The kills are spread over the duration of the last start on this machine.
  let lastStartMs = 5_000
  for (let round = 0; round < rounds; round++) {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-soak-'))
    const service = createService(join(dir, 'data'))
    try {
      for (let n = 0; n < killsPerRound; n++) await killWhileStarting(service, Math.random() * lastStartMs)
      broken.push(...(await findViolationsByScript(service.dataDir, rightOrEmpty)))
      lastStartMs = await service.start()
      startMs.push(lastStartMs)
      const client = createClient(service.url, 4)
      await makeMembersFixture(client, { spaces: 1, members: 1 })
      client.close()
    } catch (error) {
      broken.push(`round ${round}: ${(error as Error).message}`)
    } finally {
      await service.stop()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    }
  }
  const row = {
    what: `${rounds} × start after ${killsPerRound} that were killed`,
    'p50 / max ms': `${percentileMs(startMs, 0.5)} / ${percentileMs(startMs, 1)}`,
  }
  return { figures: [row], broken }
}

async function killWhileStarting(service: RestartableService, afterMs: number): Promise<void> {
  const started = service.start().catch(() => {})
  await sleep(afterMs)
  await service.kill()
  await started
}
