import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentileMs, type Report } from '../../testing/figures.ts'
import { createClient } from '../../testing/processes/http-client.ts'
import { createService, type Service } from '../../testing/processes/service-process.ts'
import { makeWorld } from '../../testing/processes/world.ts'
import { findFaultsByScript } from './books.ts'

const killsARound = 5
// The kills may have come before the tables did.
const rightOrNotYet = /^The books are right|^This database has not the tables/

/**
 * SIGKILL at some moment of the very first start (PostgreSQL is being made, the schema, the administrator), several times
 * on end; then the books are audited without a service, and it starts as if nothing had been.
 */
export async function killStarts({ rounds }: { rounds: number }): Promise<Report> {
  const broken: string[] = []
  const startMs: number[] = []
  // How long a start takes on this machine now, to spread the kills over.
  let longest = 5_000
  for (let round = 0; round < rounds; round++) {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-soak-'))
    const service = createService(join(dir, 'data'))
    try {
      for (let n = 0; n < killsARound; n++) await killWhileStarting(service, Math.random() * longest)
      broken.push(...(await findFaultsByScript(service.dataDir, rightOrNotYet)))
      longest = await service.start()
      startMs.push(longest)
      const client = createClient(service.url, 4)
      await makeWorld(client, { spaces: 1, members: 1 })
      client.close()
    } catch (error) {
      broken.push(`round ${round}: ${(error as Error).message}`)
    } finally {
      await service.stop()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    }
  }
  const line = {
    what: `${rounds} × start after ${killsARound} that were killed`,
    'p50 / most ms': `${percentileMs(startMs, 0.5)} / ${percentileMs(startMs, 1)}`,
  }
  return { figures: [line], broken }
}

async function killWhileStarting(service: Service, afterMs: number): Promise<void> {
  const started = service.start().catch(() => {})
  await sleep(afterMs)
  await service.kill()
  await started
}
