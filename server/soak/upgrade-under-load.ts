import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { percentileMs, type Report, Tally } from '../../testing/figures.ts'
import { adminSettings, runService, type ServiceProcess } from '../../testing/processes/service-process.ts'
import { type Fixture, prepareFixture, type Source } from '../bench/fixture.ts'
import { creationRequests } from '../bench/scenarios/booking-creation.ts'
import { checkOut } from '../bench/source.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import { findViolations } from './books.ts'

/** The oldest version of which server/test/upgrades has data. */
const oldestCommit = 'e57e9c9'
const steadyMs = 5_000

type Sizes = { bookings: number; clients: number }

/**
 * Two instances of the oldest version serve reads and bookings. Each in turn is replaced by an instance of the present version; the first
 * new instance migrates the database. Reports how many requests were refused meanwhile, and the number of seconds in which a request was
 * refused. Afterwards every booking in a response must be stored once, and the audit must be clean.
 */
export async function upgradeUnderLoad({ bookings, clients }: Sizes): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-upgrade-'))
  const cleanupActions: (() => Promise<unknown>)[] = [
    () => rm(dir, { recursive: true, force: true, maxRetries: 10 }),
  ]
  try {
    const source = await checkOut(oldestCommit, join(dir, 'sources')).catch((error: Error) => error)
    if (source instanceof Error) return skipped(source)
    const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
    cleanupActions.push(postgres.stop)
    const fixture = await prepareFixture(bookings, {
      progress: (step) => console.log(`   ${step}`),
      keep: null,
      server: postgres.url,
      source,
    })
    cleanupActions.push(fixture.stop)
    return await restartOneByOne(fixture, source, clients)
  } finally {
    for (const step of cleanupActions.toReversed()) await step()
  }
}

function skipped({ message }: Error): Report {
  const reason = `git cannot check out ${oldestCommit} (${message.split('\n')[0]})`
  console.warn(`\n*** The upgrade under load is SKIPPED: ${reason} ***\n`)
  return { figures: [], broken: [], skipped: [reason] }
}

async function restartOneByOne(fixture: Fixture, source: Source, clients: number): Promise<Report> {
  const settings = { ...adminSettings, DATABASE_URL: fixture.databaseUrl }
  // Each member makes more bookings than the default limit allows.
  const unlimited = { MAX_LIVE_BOOKINGS: '0' }
  const second = runService(settings, { keepsLog: false, serve: source.serve })
  const secondUrl = await second.ready()
  const load = startLoad(await creationRequests(fixture), [fixture.url, secondUrl], clients)
  await sleep(steadyMs)

  process.kill(fixture.pid, 'SIGTERM')
  const startedAt = performance.now()
  const first = await fixture.another(unlimited)
  const migratedMs = performance.now() - startedAt
  load.replace(fixture.url, first.url)
  await stop(second)
  load.replace(secondUrl, (await fixture.another(unlimited)).url)
  const replacedAt = performance.now()
  await sleep(steadyMs)
  const { bookedIds, bookedAt, tally, refusedAt, ms, longestGapMs } = await load.stop()

  const broken = [...(await findLost(fixture, bookedIds)), ...(await findViolations(fixture.databaseUrl))]
  if (!bookedAt.some((at) => at > replacedAt)) broken.push('the present version has accepted no booking')
  const refusedSeconds = new Set(refusedAt.map((at) => Math.floor(at / 1_000))).size
  const figures = {
    'bookings before': fixture.bookings,
    'first new instance ready after s': Math.round(migratedMs / 100) / 10,
    requests: ms.length,
    refused: refusedAt.length,
    'seconds with a refusal': refusedSeconds,
    'longest s without a booking': Math.round(longestGapMs / 100) / 10,
    'p99 / max ms': `${percentileMs(ms, 0.99)} / ${percentileMs(ms, 1)}`,
    responses: String(tally),
  }
  return { figures: [figures], broken }
}

async function stop({ child, exited }: ServiceProcess): Promise<void> {
  child.kill('SIGTERM')
  await exited
}

type RequestSource = Awaited<ReturnType<typeof creationRequests>>['source']

/** Starts clients that book and read by turns. Their requests go to the instances by turns, as a proxy would send them. */
function startLoad({ source }: { source: RequestSource }, urls: string[], clients: number) {
  const state = {
    urls: [...urls],
    stopping: false,
    bookedIds: [] as string[],
    bookedAt: [performance.now()],
    tally: new Tally(),
    refusedAt: [] as number[],
    ms: [] as number[],
  }
  let turn = 0

  /** Sends the request to the next instance; where that does not listen, to another one, as nginx does. */
  async function send(path: string, init: RequestInit): Promise<Response> {
    const from = turn++
    for (let tried = 1; ; tried++) {
      const url = state.urls[(from + tried) % state.urls.length]
      try {
        return await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(60_000) })
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
        if (code !== 'ECONNREFUSED' || tried === state.urls.length) throw error
      }
    }
  }

  async function sendAndCount(path: string, init: RequestInit, isBooking: boolean): Promise<boolean> {
    const startedAt = performance.now()
    const response = await send(path, init).then(
      async (received) => ({ status: received.status, body: await received.text() }),
      (error: Error) => ({
        status: 0,
        body: String((error.cause as NodeJS.ErrnoException)?.code ?? error.message),
      }),
    )
    const now = performance.now()
    state.ms.push(now - startedAt)
    const isFine = response.status === 200 || response.status === 201
    if (isFine && isBooking) {
      state.bookedIds.push(JSON.parse(response.body).id)
      state.bookedAt.push(now)
    }
    const what = isFine
      ? String(response.status)
      : `${response.status || 'none'} ${problemCodeOf(response.body)}`
    state.tally.add(`${isBooking ? 'book' : 'read'} ${what}`)
    if (!isFine) state.refusedAt.push(now)
    return isFine
  }

  async function bookAndRead(): Promise<void> {
    while (!state.stopping) {
      const { path, headers, body } = source.next()
      const authorization = headers.authorization ?? ''
      // A failed booking is repeated with its idempotency key.
      while (
        !(await sendAndCount(path, { method: 'POST', headers, body: body ?? null }, true)) &&
        !state.stopping
      )
        await sleep(250)
      for (const read of ['/api/v1/bookings?limit=20', '/api/v1/spaces?limit=20'])
        await sendAndCount(read, { headers: { authorization, 'x-request-id': randomUUID() } }, false)
    }
  }

  const running = Promise.all(Array.from({ length: clients }, bookAndRead))
  return {
    replace: (old: string, url: string) => void state.urls.splice(state.urls.indexOf(old), 1, url),
    async stop() {
      state.stopping = true
      await running
      const gaps = state.bookedAt.slice(1).map((at, index) => at - (state.bookedAt[index] ?? at))
      return { ...state, longestGapMs: Math.max(0, ...gaps) }
    },
  }
}

function problemCodeOf(body: string): string {
  try {
    return JSON.parse(body).code
  } catch {
    return body.slice(0, 40)
  }
}

async function findLost({ query }: Fixture, bookedIds: string[]): Promise<string[]> {
  const [row] = await query<{ count: string }>('SELECT count(*) FROM bookings WHERE id = ANY($1::uuid[])', [
    bookedIds,
  ])
  const lost = bookedIds.length - Number(row?.count)
  const duplicates = bookedIds.length - new Set(bookedIds).size
  return [
    ...(lost > 0 ? [`${lost} bookings of responses are not stored`] : []),
    ...(duplicates > 0 ? [`${duplicates} bookings are in the responses to two requests`] : []),
  ]
}
