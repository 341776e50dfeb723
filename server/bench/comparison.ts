import { median } from '../../testing/figures.ts'
import { type Figures, loadClosed, type RequestSource } from './load.ts'
import { loadOpen } from './open-loop.ts'

/** One line of the table of results. */
export type ComparisonLine = {
  scenario: string
  perSecond: number
  p50: number
  p99: number
  ceiling: string
  ceilingPerSecond: number
  ratio: number
  minRatio: string
  isReached: boolean
}

export type RunSize = { rounds: number; seconds: number; connections: number }

/** Requests to the service, and the ceiling with which their rate is compared. */
export type ScenarioWithCeiling = {
  title: string
  url: string
  source: RequestSource
  expected?: number
  ceiling: string
  /** How many operations the ceiling completes in a second, over the same number of connections. */
  ceilingPerSecond: (size: RunSize) => Promise<number>
  minRatio: number
}

/** Measures the service and the ceiling alternately. Each pair of measurements gives a ratio; the result is the median of the ratios. */
export async function compareWithCeiling(
  size: RunSize,
  scenario: ScenarioWithCeiling,
): Promise<ComparisonLine> {
  const { title, url, source, expected = 200, ceiling, ceilingPerSecond, minRatio } = scenario
  await loadClosed(url, source, { connections: size.connections, seconds: 1, expected })
  const serviceRuns: Figures[] = []
  const ceilingRuns: number[] = []
  for (let round = 0; round < size.rounds; round++) {
    serviceRuns.push(await loadClosed(url, source, { ...size, expected }))
    ceilingRuns.push(await ceilingPerSecond(size))
  }
  const ratio = median(
    serviceRuns.map(({ perSecond }, round) => perSecond / (ceilingRuns[round] ?? Number.NaN)),
  )
  return {
    scenario: title,
    perSecond: median(serviceRuns.map(({ perSecond }) => perSecond)),
    p50: median(serviceRuns.map(({ p50 }) => p50)),
    p99: median(serviceRuns.map(({ p99 }) => p99)),
    ceiling,
    ceilingPerSecond: median(ceilingRuns),
    ratio,
    minRatio: `≥ ${minRatio.toFixed(2)}`,
    isReached: ratio >= minRatio,
  }
}

/** Sends the same requests at a fixed rate: half of the rate that was reached. */
export async function measureAtHalfRate(
  line: Pick<ComparisonLine, 'scenario' | 'perSecond'>,
  { url, source, expected = 200 }: Pick<ScenarioWithCeiling, 'url' | 'source' | 'expected'>,
  seconds: number,
): Promise<Figures & { scenario: string }> {
  const rate = line.perSecond / 2
  return { scenario: line.scenario, ...(await loadOpen(url, source, { rate, seconds, expected })) }
}
