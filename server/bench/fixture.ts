import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import {
  adminEmail,
  adminPassword,
  jwtSecret,
  type Run,
  runService,
  serveScript,
} from '../../testing/processes/service-process.ts'
import { findRunningEmbedded, startEmbedded } from '../src/db/embedded/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { signAccessToken } from '../src/modules/sessions/session.tokens.ts'
import { seed } from './seed/seed.ts'

/** A seeded database with a service on it, and what it takes to ask both. */
export type Fixture = {
  bookings: number
  databaseUrl: string
  /** The service as it is run: on its own database its cache is on. */
  url: string
  pid: number
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  tokenOf(userId: string): Promise<string>
  /** A service beside it on the same database, with other settings. */
  another(settings: Record<string, string>): Promise<Run & { url: string }>
  /** Ends the service, and then all the rest. */
  stop(): Promise<void>
}

type Options = {
  progress: (what: string) => void
  /** A folder for the databases, where they stay and are found again; fit for a day, for time goes on in them. */
  keep: string | null
  /** More settings of the service. */
  settings?: Record<string, string>
  /** The PostgreSQL for the scratch database; without it `DATABASE_URL` is, or an embedded one of its own. */
  server?: string
  /** A name for it there: it then stays, and is found again. */
  database?: string
  /** The code that makes the database and serves it; without it this folder's. */
  source?: Source
}

/** The sources of a commit: how they fill an empty database, and the script that starts their service. */
export type Source = {
  migrate(url: string): Promise<unknown>
  seed(url: string, bookings: number, progress: (step: string) => void): Promise<void>
  serve: string
}

/**
 * On `DATABASE_URL` a scratch database, dropped in the end; without it an embedded PostgreSQL in a scratch folder. The
 * service is a process of its own.
 */
export async function prepareFixture(bookings: number, options: Options): Promise<Fixture> {
  const { progress, keep, settings = {}, server = process.env.DATABASE_URL, source = thisSource } = options
  const place = server
    ? await databaseOn(server, options.database)
    : await folder(keep && join(keep, String(bookings)))
  const undo = [place.remove]
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    await place.prepared(async (url) => {
      await source.migrate(url)
      await source.seed(url, bookings, progress)
    })
    progress('the service starts')
    const common = {
      JWT_SECRET: jwtSecret,
      ADMIN_EMAIL: adminEmail,
      ADMIN_PASSWORD: adminPassword,
      // As it is run: a line for each request.
      LOG_LEVEL: 'info',
    }
    const service = runService(
      { ...common, ...place.settings, ...settings },
      { keepsLog: false, serve: source.serve },
    )
    undo.push(() => end(service))
    const url = await service.ready()
    const databaseUrl = await place.url()
    const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c TimeZone=UTC', max: 2 })
    // While the embedded PostgreSQL stops.
    pool.on('error', () => {})
    undo.push(() => pool.end())
    const query: Fixture['query'] = async (text, values = []) => (await pool.query(text, values)).rows
    return {
      bookings,
      databaseUrl,
      url,
      pid: service.child.pid ?? 0,
      query,
      tokenOf: (userId) => tokenOf(query, userId),
      async another(others) {
        const run = runService({ ...common, DATABASE_URL: databaseUrl, ...others }, { keepsLog: false })
        undo.push(() => end(run))
        return { ...run, url: await run.ready() }
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const thisSource: Source = { migrate, seed, serve: serveScript }

type Place = {
  /** Runs the work on the database before a service is there. */
  prepared(work: (url: string) => Promise<void>): Promise<void>
  settings: Record<string, string>
  url(): Promise<string>
  remove(): Promise<void>
}

async function folder(kept: string | null): Promise<Place> {
  const dir = kept ?? (await mkdtemp(join(tmpdir(), 'coworking-bench-')))
  const dataDir = join(dir, 'data')
  return {
    async prepared(work) {
      if (existsSync(join(dir, 'seeded'))) return
      const postgres = await startEmbedded({ dataDir, log: pino({ level: 'error' }) })
      await work(postgres.url).finally(postgres.stop)
      await writeFile(join(dir, 'seeded'), new Date().toISOString())
    },
    settings: { DATA_DIR: dataDir },
    url: async () => (await findRunningEmbedded(dataDir)) ?? '',
    remove: async () => {
      if (!kept) await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** A scratch database; with a name it is kept. */
async function databaseOn(server: string, kept?: string): Promise<Place> {
  const name = kept ?? `coworking_bench_${randomUUID().slice(0, 8)}`
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    return client.query(statement).finally(() => client.end())
  }
  const drop = `DROP DATABASE ${name} WITH (FORCE)`
  const { rows } = await run(`SELECT FROM pg_database WHERE datname = '${name}'`)
  if (rows.length === 0) await run(`CREATE DATABASE ${name}`)
  return {
    async prepared(work) {
      if (rows.length > 0) return
      // A half-filled one would be taken for a whole one the next time.
      await work(url).catch(async (error) => {
        await run(drop)
        throw error
      })
    },
    settings: { DATABASE_URL: url },
    url: async () => url,
    async remove() {
      if (!kept) await run(drop)
    },
  }
}

async function end(service: Run): Promise<void> {
  service.child.kill('SIGTERM')
  await service.exited
}

/** Signed here: a sign-in costs more than all that is measured. Good for a quarter of an hour. */
async function tokenOf(query: Fixture['query'], userId: string): Promise<string> {
  const id = randomUUID()
  await query(
    `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at) VALUES ($1, $2, now(), now(), now() + interval '1 day')`,
    [id, userId],
  )
  const secret = new TextEncoder().encode(jwtSecret)
  return signAccessToken({ jwtSecret: secret, clock: { now: Date.now } }, userId, id)
}
