import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentileMs, type Report } from '../../testing/figures.ts'
import { createService } from '../../testing/processes/service-process.ts'

/** The scripts of docs/deployment.md wait for `/readyz` this long, and the health check of the image also allows this time. */
const longestStartMs = 60_000

/**
 * Measures the time until `/readyz` answers: on an empty DATA_DIR, after a graceful stop, and after a kill. Reports a start that
 * takes more than a minute, and a stop whose exit status is not 0.
 */
export async function measureStarts({ rounds }: { rounds: number }): Promise<Report> {
  const [first, second, killed, stops]: [number[], number[], number[], number[]] = [[], [], [], []]
  const broken: string[] = []
  for (let round = 0; round < rounds; round++) {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-soak-'))
    const service = createService(join(dir, 'data'))
    const start = async () => {
      const ms = await Promise.race([service.start(), sleep(longestStartMs, null, { ref: false })])
      if (ms === null) throw new Error(`the service was not ready within ${longestStartMs / 1_000} s`)
      return ms
    }
    const stop = async () => {
      const { code, signal, ms } = await service.stop()
      if (code !== 0) broken.push(`an idle service ended with ${signal ?? code}`)
      return ms
    }
    try {
      first.push(await start())
      stops.push(await stop())
      second.push(await start())
      await service.kill()
      killed.push(await start())
      stops.push(await stop())
    } catch (error) {
      broken.push(`${error instanceof Error ? error.message : error}`)
      await service.kill()
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    }
  }
  const row = (what: string, values: number[]) => ({
    what: `${values.length} × ${what}`,
    'p50 / max ms': `${percentileMs(values, 0.5)} / ${percentileMs(values, 1)}`,
  })
  return {
    figures: [
      row('first start, to /readyz', first),
      row('second start', second),
      row('start after SIGKILL', killed),
      row('stop of an idle service', stops),
    ],
    broken,
  }
}
