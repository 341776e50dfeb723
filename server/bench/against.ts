import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createRedisProcess } from '../soak/redis-process.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import type { Length } from './comparison.ts'
import { type Fixture, prepareFixture, type Source } from './fixture.ts'
import { type Ask, type Figures, loadClosed, median } from './load.ts'
import { createAsk } from './scenarios/creates.ts'
import { callerOf, signed, uncachedAsk } from './scenarios/lists.ts'
import { checkOut } from './source.ts'

/** What both commits did, by their medians over all rounds. The ratio is the median of the rounds' ratios. */
export type AgainstLine = {
  scenario: string
  today: Figures
  earlier: Figures
  ratio: number
  ratios: number[]
}

type Options = { bookings: number; length: Length; progress: (step: string) => void }
type Scenario = { name: string; ask: Ask; expected: number }

/**
 * Measures this folder's service and that of `commit` by turns: each on a database of its own, made by its own migrations,
 * in one PostgreSQL, and each with a Redis. On `DATABASE_URL`, or on an embedded PostgreSQL in a scratch folder.
 */
export async function measureAgainst(commit: string, options: Options): Promise<AgainstLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-against-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 10 })]
  try {
    options.progress(`the sources and the dependencies of ${commit}`)
    const source = await checkOut(commit, join(dir, 'sources'))
    let server = process.env.DATABASE_URL
    if (!server) {
      const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
      undo.push(postgres.stop)
      server = postgres.url
    }
    const prepare = async (name: string, code?: Source) => {
      const redisDir = await mkdtemp(join(dir, 'redis-'))
      const redis = createRedisProcess(redisDir)
      await redis.start()
      undo.push(redis.kill)
      const fixture = await prepareFixture(options.bookings, {
        progress: (step) => options.progress(`${name}: ${step}`),
        keep: null,
        settings: { REDIS_URL: redis.url },
        server,
        ...(code && { source: code }),
      })
      undo.push(fixture.stop)
      return fixture
    }
    const today = await prepare('today')
    const earlier = await prepare(commit, source)
    return await compareScenarios(await scenariosOf(today), await scenariosOf(earlier), {
      today,
      earlier,
      ...options,
    })
  } finally {
    for (const step of undo.toReversed()) await step()
  }
}

async function scenariosOf(fixture: Fixture): Promise<Scenario[]> {
  const caller = await callerOf(fixture)
  const cached = { path: '/api/v1/bookings?limit=20', headers: signed(caller) }
  const short = await uncachedAsk(fixture, caller, { limit: 20, days: 7 })
  const long = await uncachedAsk(fixture, caller, { limit: 1_000, days: 30 })
  const { ask: create } = await createAsk(fixture)
  return [
    { name: 'list, 20 rows, cached', ask: { next: () => cached }, expected: 200 },
    { name: 'list, 20 rows, past the cache', ask: short.ask, expected: 200 },
    { name: 'list, 1000 rows, past the cache', ask: long.ask, expected: 200 },
    { name: 'create a booking', ask: create, expected: 201 },
  ]
}

type Pair = { today: Fixture; earlier: Fixture }

async function compareScenarios(
  ours: Scenario[],
  theirs: Scenario[],
  { today, earlier, length, progress }: Pair & Options,
): Promise<AgainstLine[]> {
  const lines: AgainstLine[] = []
  for (const [index, our] of ours.entries()) {
    const their = theirs[index] as Scenario
    const measured = { today: [] as Figures[], earlier: [] as Figures[] }
    const runs = {
      today: (seconds: number) =>
        loadClosed(today.url, our.ask, { ...length, seconds, expected: our.expected }),
      earlier: (seconds: number) =>
        loadClosed(earlier.url, their.ask, { ...length, seconds, expected: their.expected }),
    }
    for (const warmUp of [runs.today, runs.earlier]) await warmUp(1)
    for (let round = 0; round < length.rounds; round++) {
      // Who goes first changes from round to round.
      const order = round % 2 === 0 ? (['today', 'earlier'] as const) : (['earlier', 'today'] as const)
      for (const side of order) measured[side].push(await runs[side](length.seconds))
    }
    lines.push(lineOf(our.name, measured))
    progress(`${our.name}: ${lines.at(-1)?.ratio.toFixed(2)} of the earlier one's`)
  }
  return lines
}

function lineOf(scenario: string, { today, earlier }: { today: Figures[]; earlier: Figures[] }): AgainstLine {
  const ratios = today.map(({ perSecond }, round) => perSecond / (earlier[round]?.perSecond ?? Number.NaN))
  return { scenario, today: medians(today), earlier: medians(earlier), ratio: median(ratios), ratios }
}

const medians = (runs: Figures[]): Figures => ({
  perSecond: median(runs.map(({ perSecond }) => perSecond)),
  p50: median(runs.map(({ p50 }) => p50)),
  p99: median(runs.map(({ p99 }) => p99)),
})
