import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import {
  adminSettings,
  jwtSecret,
  runService,
  type ServiceProcess,
  serveScript,
} from '../../testing/processes/service-process.ts'
import { lockDataDir } from '../src/db/embedded/embedded.lock.ts'
import { findRunningEmbedded, startEmbedded } from '../src/db/embedded/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { signAccessToken } from '../src/modules/sessions/session.tokens.ts'
import { seed } from './seed/seed.ts'

/** A seeded database and a service on it, with the means to send statements and requests to them. */
export type Fixture = {
  bookings: number
  databaseUrl: string
  /** The address of the service. It caches responses on the embedded database, and on another database with `REDIS_URL`. */
  url: string
  pid: number
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  tokenOf(userId: string): Promise<string>
  /**
   * Starts a service of this folder's code on the same database, also where the first service has another `source`; it has these
   * settings only, and not those of the first service.
   */
  another(settings: Record<string, string>): Promise<ServiceProcess & { url: string }>
  /** Stops the services, and then removes the database unless it is kept. */
  stop(): Promise<void>
}

type Options = {
  progress: (what: string) => void
  /** A folder in which the databases are kept for further runs on the same day; their bookings are dated from the day of the seeding. */
  keep: string | null
  /** Further settings of the service. */
  settings?: Record<string, string>
  /** The URL of the PostgreSQL that gets the scratch database; the default is `DATABASE_URL`, else an embedded PostgreSQL is started. */
  server?: string
  /** The name of the database on that server. A database with a name is kept for the next run. */
  database?: string
  /** The code that makes the database and serves it; the default is the code of this folder. */
  source?: Source
}

/** The code of a commit: its migrations, its seed data, and the script that starts its service. */
export type Source = {
  migrate(url: string): Promise<unknown>
  seed(url: string, bookings: number, progress: (step: string) => void): Promise<void>
  serve: string
}

/**
 * Prepares a fixture: a scratch database on `DATABASE_URL`, dropped at the end, or, without that setting, an embedded PostgreSQL in
 * a scratch folder. The service runs in a process of its own.
 */
export async function prepareFixture(bookings: number, options: Options): Promise<Fixture> {
  const { progress, keep, settings = {}, server = process.env.DATABASE_URL, source = thisSource } = options
  const place = server
    ? await databaseOn(server, options.database)
    : await folder(keep && join(keep, String(bookings)))
  const stopActions = [place.remove]
  const stop = async () => {
    for (let step = stopActions.pop(); step; step = stopActions.pop()) await step()
  }
  try {
    await place.prepareOnce(async (url) => {
      await source.migrate(url)
      await source.seed(url, bookings, progress)
    })
    progress('the service starts')
    // As in production: the service logs a line for each request.
    const common = { ...adminSettings, LOG_LEVEL: 'info' }
    const service = runService(
      { ...common, ...place.settings, ...settings },
      { keepsLog: false, serve: source.serve },
    )
    stopActions.push(() => end(service))
    const url = await service.ready()
    const databaseUrl = await place.url()
    const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c TimeZone=UTC', max: 2 })
    // Connections break when the embedded PostgreSQL stops.
    pool.on('error', () => {})
    stopActions.push(() => pool.end())
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
        stopActions.push(() => end(run))
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
  /** Runs `work` on a new database, before the service starts; a database kept from an earlier run is not prepared again. */
  prepareOnce(work: (url: string) => Promise<void>): Promise<void>
  settings: Record<string, string>
  url(): Promise<string>
  remove(): Promise<void>
}

async function folder(keptDir: string | null): Promise<Place> {
  const dir = keptDir ?? (await mkdtemp(join(tmpdir(), 'coworking-bench-')))
  const dataDir = join(dir, 'data')
  return {
    async prepareOnce(work) {
      if (existsSync(join(dir, 'seeded'))) return
      // A run that was interrupted has left a part of the data, without indexes. A run that is seeding it now holds the lock.
      if (existsSync(dataDir)) (await lockDataDir(dataDir)).release()
      await rm(dataDir, { recursive: true, force: true })
      const postgres = await startEmbedded({ dataDir, log: pino({ level: 'error' }) })
      await work(postgres.url).finally(postgres.stop)
      await writeFile(join(dir, 'seeded'), new Date().toISOString())
    },
    settings: { DATA_DIR: dataDir },
    url: async () => (await findRunningEmbedded(dataDir)) ?? '',
    remove: async () => {
      if (!keptDir) await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** Creates a scratch database on the server. A database with a name is kept. */
async function databaseOn(server: string, keptName?: string): Promise<Place> {
  const name = keptName ?? `coworking_bench_${randomUUID().slice(0, 8)}`
  const urlOf = (database: string) => Object.assign(new URL(server), { pathname: `/${database}` }).href
  // The database gets its name when it is complete: a run that is interrupted leaves none that the next run would use.
  const seeding = `${name}_seeding`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    return client.query(statement).finally(() => client.end())
  }
  const { rows } = await run(`SELECT FROM pg_database WHERE datname = '${name}'`)
  return {
    async prepareOnce(work) {
      if (rows.length > 0) return
      const dropSeeding = `DROP DATABASE IF EXISTS ${seeding} WITH (FORCE)`
      await run(dropSeeding)
      await run(`CREATE DATABASE ${seeding}`)
      await work(urlOf(seeding)).catch(async (error) => {
        await run(dropSeeding)
        throw error
      })
      await run(`ALTER DATABASE ${seeding} RENAME TO ${name}`)
    },
    settings: { DATABASE_URL: urlOf(name) },
    url: async () => urlOf(name),
    async remove() {
      if (!keptName) await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

async function end(service: ServiceProcess): Promise<void> {
  service.child.kill('SIGTERM')
  await service.exited
}

/** A token made here and valid for 15 minutes: a sign-in costs more than any request that is measured. */
async function tokenOf(query: Fixture['query'], userId: string): Promise<string> {
  const id = randomUUID()
  await query(
    `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at) VALUES ($1, $2, now(), now(), now() + interval '1 day')`,
    [id, userId],
  )
  const secret = new TextEncoder().encode(jwtSecret)
  return signAccessToken({ jwtSecret: secret, clock: { now: Date.now } }, userId, id)
}
