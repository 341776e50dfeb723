import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { median } from '../../testing/figures.ts'
import { createRedisProcess } from '../../testing/processes/redis-process.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import type { RunSize } from './comparison.ts'
import { type Fixture, prepareFixture, type Source } from './fixture.ts'
import { type Figures, loadClosed } from './load.ts'
import { type Scenario, type ScenarioName, scenarios } from './scenarios/against.ts'
import { checkOut, hashOf } from './source.ts'

/** The figures of both commits: medians over all rounds. Each ratio is the median of the rounds' ratios. */
export type AgainstLine = {
  scenario: string
  today: Figures
  earlier: Figures
  ratio: number
  ratios: number[]
  /** The latency of today's code divided by that of the earlier commit: below 1 means that today's code is faster. */
  p50Ratio: number
  p99Ratio: number
}

type Options = {
  bookings: number
  size: RunSize
  names: ScenarioName[]
  /** A folder in which PostgreSQL and its databases are kept for the next run on the same day. */
  keep: string | null
  progress: (step: string) => void
}

/**
 * Measures the service of this folder and the service of `commit` alternately. Each has a database of its own, made by its own
 * migrations, and a Redis of its own; both databases are in one PostgreSQL: that of `DATABASE_URL`, or an embedded one.
 */
export async function measureAgainst(commit: string, options: Options): Promise<AgainstLine[]> {
  const { bookings, keep, progress } = options
  const dir = await mkdtemp(join(tmpdir(), 'coworking-against-'))
  const stopActions: (() => Promise<unknown>)[] = [
    () => rm(dir, { recursive: true, force: true, maxRetries: 10 }),
  ]
  try {
    progress(`the sources and the dependencies of ${commit}`)
    const hash = await hashOf(commit)
    const source = await checkOut(hash, join(dir, 'sources'))
    let server = process.env.DATABASE_URL
    if (!server) {
      const dataDir = join(keep ?? dir, 'data')
      const postgres = await startEmbedded({ dataDir, log: pino({ level: 'error' }) })
      stopActions.push(postgres.stop)
      server = postgres.url
    }
    const prepare = async (name: string, code?: Source) => {
      const redisDir = await mkdtemp(join(dir, 'redis-'))
      const redis = createRedisProcess(redisDir)
      await redis.start()
      stopActions.push(redis.kill)
      const fixture = await prepareFixture(bookings, {
        progress: (step) => progress(`${name}: ${step}`),
        keep: null,
        settings: { REDIS_URL: redis.url, MAX_LIVE_BOOKINGS: '0' },
        server,
        ...(keep && { database: `against_${name}_${bookings}` }),
        ...(code && { source: code }),
      })
      stopActions.push(fixture.stop)
      return fixture
    }
    const [today, earlier] = [await prepare('today'), await prepare(hash.slice(0, 12), source)]
    const lines: AgainstLine[] = []
    for (const name of options.names) {
      const line = await compareScenario(name, { today, earlier }, options.size)
      lines.push(line)
      progress(`${line.scenario}: ${line.ratio.toFixed(2)} of the rate of the earlier commit`)
    }
    return lines
  } finally {
    for (const stopAction of stopActions.toReversed()) await stopAction()
  }
}

type Pair = { today: Fixture; earlier: Fixture }

async function compareScenario(name: ScenarioName, pair: Pair, size: RunSize): Promise<AgainstLine> {
  const { title, create } = scenarios[name]
  const waitForMails = async () => {
    await Promise.all([pair.today, pair.earlier].map(untilMailsAreSent))
  }
  const runs = {
    today: runOf(pair.today, await create(pair.today), size, waitForMails),
    earlier: runOf(pair.earlier, await create(pair.earlier), size, waitForMails),
  }
  const measured = { today: [] as Figures[], earlier: [] as Figures[] }
  for (const warmUp of [runs.today, runs.earlier]) await warmUp(1)
  for (let round = 0; round < size.rounds; round++) {
    // The two commits take turns at being measured first.
    const order = round % 2 === 0 ? (['today', 'earlier'] as const) : (['earlier', 'today'] as const)
    for (const side of order) measured[side].push(await runs[side](size.seconds))
  }
  return lineOf(title, measured)
}

// How many objects (bookings to cancel) are made in advance for each second of a run: about as many as a second uses up.
const preparedPerSecond = 200

const runOf =
  (
    { url }: Fixture,
    { source, expected, prepare }: Scenario,
    { connections }: RunSize,
    waitForMails: () => Promise<void>,
  ) =>
  async (seconds: number): Promise<Figures> => {
    const options = { connections, seconds, expected }
    const requests = preparedPerSecond * seconds
    // Each connection prepares its next request even when the run is about to end, so some more objects are needed.
    await prepare?.(requests + 2 * connections)
    await waitForMails()
    return loadClosed(url, source, { ...options, ...(prepare && { requests }) })
  }

const longestMailWaitMs = 60_000

/**
 * Waits until a service has sent all mails, so that the mails of earlier requests do not slow the next run. Throws where mails still wait
 * after a minute. Before migration 0031, mails were in the table `mails`.
 */
async function untilMailsAreSent({ url, query }: Fixture): Promise<void> {
  const [table] = await query<{ exists: boolean }>(
    `SELECT to_regclass('outgoing_mails') IS NOT NULL AS exists`,
  )
  const waiting = table?.exists
    ? 'SELECT FROM outgoing_mails WHERE finished_at IS NULL'
    : 'SELECT FROM mails WHERE sent_at IS NULL AND failed_at IS NULL'
  const until = Date.now() + longestMailWaitMs
  while (Date.now() < until) {
    const [found] = await query<{ exists: boolean }>(`SELECT EXISTS (${waiting}) AS exists`)
    if (!found?.exists) return
    await sleep(50)
  }
  throw new Error(`${url} has not sent all mails of earlier requests within ${longestMailWaitMs / 1_000} s`)
}

function lineOf(scenario: string, { today, earlier }: { today: Figures[]; earlier: Figures[] }): AgainstLine {
  const ratiosOf = (figure: keyof Figures) =>
    today.map((run, round) => run[figure] / (earlier[round]?.[figure] ?? Number.NaN))
  const ratios = ratiosOf('perSecond')
  return {
    scenario,
    today: medians(today),
    earlier: medians(earlier),
    ratio: median(ratios),
    ratios,
    p50Ratio: median(ratiosOf('p50')),
    p99Ratio: median(ratiosOf('p99')),
  }
}

const medians = (runs: Figures[]): Figures => ({
  perSecond: median(runs.map(({ perSecond }) => perSecond)),
  p50: median(runs.map(({ p50 }) => p50)),
  p99: median(runs.map(({ p99 }) => p99)),
})
