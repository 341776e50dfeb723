import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentileMs, type Report } from '../../testing/figures.ts'
import { createService } from '../../testing/processes/service-process.ts'

/** Measures the time until `/readyz` answers: on an empty DATA_DIR, after a graceful stop, and after a kill. */
export async function measureStarts({ rounds }: { rounds: number }): Promise<Report> {
  const [first, second, killed, stops]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let round = 0; round < rounds; round++) {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-soak-'))
    const service = createService(join(dir, 'data'))
    try {
      first.push(await service.start())
      stops.push((await service.stop()).ms)
      second.push(await service.start())
      await service.kill()
      killed.push(await service.start())
    } finally {
      stops.push((await service.stop()).ms)
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    }
  }
  const line = (what: string, values: number[]) => ({
    what: `${values.length} × ${what}`,
    'p50 / max ms': `${percentileMs(values, 0.5)} / ${percentileMs(values, 1)}`,
  })
  return {
    figures: [
      line('first start, to /readyz', first),
      line('second start', second),
      line('start after SIGKILL', killed),
      line('stop of an idle service', stops),
    ],
    broken: [],
  }
}
