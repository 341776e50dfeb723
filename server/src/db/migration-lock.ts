import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'
import { minuteMs } from '../shared/time-range.ts'
import { beginUnlimited, connectTool } from './tool-client.ts'

// The number is arbitrary; nothing else in this database may lock it.
const lockNumber = 7_265_343

const retryMs = 100

/** How long a migration waits for other migrations and backups, and then for the tables that it changes. */
export const migrationWaitMs = 10 * minuteMs

export type WaitOptions = {
  /** Called once with a line that says what the migration waits for. */
  print?: (line: string) => void
  limitMs?: number
  signal?: AbortSignal
}

export type MigrationLock = {
  client: pg.Client
  /** Raises `StartupError` when the connection that holds the lock is lost. */
  assertHeld(): void
}

/**
 * Runs `work` while nobody else migrates this database (`exclusive`: a migration, a restore) or while nobody changes its schema
 * (`shared`: a backup, or a check of the applied migrations).
 *
 * A transaction on a connection of its own holds the lock: a pooler cannot pass the lock on to another client, and `work` may build
 * indexes concurrently on another connection. Such a build waits until every transaction that holds a snapshot at that moment has ended. So
 * a process waits here by repeated attempts, each in a new transaction: otherwise the build and the waiting process would wait for each
 * other for ever. For the same reason no statement of this connection has parameters: the driver leaves the portal of such a statement open
 * in its transaction, and with it the snapshot.
 *
 * Raises `StartupError` when the lock cannot be had within the limit.
 */
export async function withMigrationLock<T>(
  url: string,
  purpose: { name: string; mode: 'shared' | 'exclusive' },
  wait: WaitOptions,
  work: (lock: MigrationLock) => Promise<T>,
): Promise<T> {
  const client = await connectTool(url, purpose.name, 30_000)
  let isLost = false
  client.on('end', () => {
    isLost = true
  })
  const assertHeld = () => {
    if (isLost) throw new StartupError('The connection that holds the migration lock was lost. Start again.')
  }
  try {
    await acquire(client, purpose.mode, wait)
    return await work({ client, assertHeld })
  } finally {
    await client.query('ROLLBACK').catch(() => {})
    await client.end().catch(() => {})
  }
}

// Where the machine of this process loses its power, PostgreSQL ends the transaction within a minute and a half, and not after the hours that
// the system's probes take.
const noticeLoss =
  'SET LOCAL tcp_keepalives_idle = 30; SET LOCAL tcp_keepalives_interval = 10; SET LOCAL tcp_keepalives_count = 6'

async function acquire(client: pg.Client, mode: 'shared' | 'exclusive', wait: WaitOptions): Promise<void> {
  const { print, limitMs = migrationWaitMs, signal } = wait
  const attempt = `SELECT pg_try_advisory_xact_lock${mode === 'shared' ? '_shared' : ''}(${lockNumber}) AS locked`
  const giveUpAt = performance.now() + limitMs
  for (let isFirst = true; ; isFirst = false) {
    await beginUnlimited(client, mode === 'shared' ? 'READ ONLY' : 'READ WRITE')
    const { rows } = await client.query<{ locked: boolean }>(attempt)
    if (rows[0]?.locked) {
      await client.query(noticeLoss)
      return
    }
    const isLate = performance.now() >= giveUpAt
    const holder = isFirst || isLate ? await holderOf(client) : ''
    await client.query('ROLLBACK')
    if (isFirst) print?.(`waiting for another migration, restore or backup of this database: ${holder}`)
    if (isLate)
      throw new StartupError(
        `Another migration, restore or backup of this database has not ended within ${Math.round(limitMs / minuteMs)} minutes: ${holder}. Wait for its end or stop it, then start again.`,
      )
    await sleep(retryMs, undefined, { ...(signal && { signal }) })
  }
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(
    `SELECT format('%s, process %s of PostgreSQL', coalesce(nullif(a.application_name, ''), 'a program'), l.pid) AS holder
     FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = ${lockNumber} AND l.objsubid = 1
       AND a.datname = current_database()
     ORDER BY a.backend_start LIMIT 1`,
  )
  return rows[0]?.holder ?? 'it has just ended'
}
