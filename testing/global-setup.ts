import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../server/src/db/embedded/embedded.ts'
import { migrate } from '../server/src/db/migrate.ts'
import { query } from './postgres/query.ts'
import { createRedisProcess } from './processes/redis-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the server's maintenance database, from which tests create their own databases. */
    postgresUrl: string
    /** The URL of Redis; null where this machine has no Redis. */
    redisUrl: string | null
  }
}

export const templateName = 'coworking_template'

/** Starts one real PostgreSQL and, where it is installed, one real Redis for the whole run. */
export default async function setup({ provide }: TestProject) {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-test-'))
  const binaries = process.env.TEST_POSTGRES === 'system' ? 'system' : undefined
  const log = pino({ level: 'error' })
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log, ...(binaries && { binaries }) })
  await skipFsync(postgres.url)
  await createTemplate(postgres.url)
  const redis = await startRedis(dir)
  provide('postgresUrl', postgres.url)
  provide('redisUrl', redis?.url ?? null)
  console.log(`Testing on PostgreSQL ${postgres.version}${redis ? ' and Redis' : ''}`)
  return async () => {
    await redis?.kill()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** This cluster is thrown away after the run, so nothing is lost where its files do not reach the disk. */
async function skipFsync(url: string): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes']) await query(url, `ALTER SYSTEM SET ${setting} = off`)
  await query(url, 'SELECT pg_reload_conf()')
}

async function createTemplate(url: string): Promise<void> {
  await query(url, `CREATE DATABASE ${templateName}`)
  await migrate(databaseUrl(url, templateName))
}

export const databaseUrl = (url: string, database: string): string =>
  url.replace(/\/[^/?]+(\?|$)/, (_, rest: string) => `/${database}${rest}`)

async function startRedis(dir: string): Promise<{ url: string; kill(): Promise<void> } | null> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, kill: async () => {} }
  const redis = createRedisProcess(dir)
  try {
    await redis.start()
    return redis
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    console.warn(
      '\n*** No redis-server on the PATH and no REDIS_URL: tests that need Redis are SKIPPED ***\n',
    )
    return null
  }
}
