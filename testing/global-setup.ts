import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../server/src/db/embedded/embedded.ts'
import { migrate } from '../server/src/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server's maintenance database, where tests create their own. */
    postgresUrl: string
    /** Null where this machine has no Redis. */
    redisUrl: string | null
  }
}

export const templateName = 'coworking_template'

/** One real PostgreSQL and, where there is one, one real Redis for the whole run. */
export default async function setup({ provide }: TestProject) {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-test-'))
  const binaries = process.env.TEST_POSTGRES === 'system' ? 'system' : undefined
  const log = pino({ level: 'error' })
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log, ...(binaries && { binaries }) })
  await createTemplate(postgres.url)
  const redis = await startRedis(join(dir, 'redis.sock'))
  provide('postgresUrl', postgres.url)
  provide('redisUrl', redis?.url ?? null)
  console.log(`Testing on PostgreSQL ${postgres.version}${redis ? ' and Redis' : ''}`)
  return async () => {
    await redis?.stop()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function createTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE DATABASE ${templateName}`)
  await client.end()
  await migrate(databaseUrl(url, templateName))
}

export const databaseUrl = (url: string, database: string): string =>
  url.replace(/\/[^/?]+(\?|$)/, (_, rest: string) => `/${database}${rest}`)

async function startRedis(socket: string): Promise<{ url: string; stop(): Promise<void> } | null> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} }
  const child = spawn('redis-server', [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--save',
    '',
    '--appendonly',
    'no',
  ])
  const failed = once(child, 'error').then(() => false)
  const ready = waitForSocket(child, socket)
  if (!(await Promise.race([failed, ready]))) {
    console.warn(
      '\n*** No redis-server on the PATH and no REDIS_URL: tests that need Redis are SKIPPED ***\n',
    )
    return null
  }
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { url: `unix://${socket}`, stop }
}

async function waitForSocket(child: ChildProcess, socket: string): Promise<boolean> {
  while (child.exitCode === null) {
    const reached = await new Promise<boolean>((resolve) => {
      const probe = connect(socket, () => resolve(true))
      probe.on('error', () => resolve(false)).on('connect', () => probe.destroy())
    })
    if (reached) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}
