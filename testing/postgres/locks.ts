import pg from 'pg'
import type { TestService } from '../harness.ts'

/** Locks held by a test, so that what it starts meets where it chooses and not where luck has it. */
export type Held = {
  /** Waits until as many of the service's statements queue for a lock, or `otherwise` is true. */
  untilWaiting(count: number, otherwise?: () => boolean): Promise<void>
  release(): Promise<void>
}

/** Runs a statement in a transaction of its own and keeps what it locks. */
export async function hold(
  { databaseUrl }: TestService,
  statement: string,
  values: unknown[] = [],
): Promise<Held> {
  // Two: inside a transaction the list of who is active stands still.
  const [holder, watcher] = await Promise.all([connect(databaseUrl), connect(databaseUrl)])
  await holder.query('BEGIN')
  await holder.query(statement, values)
  const waiting = async () => {
    const { rows } = await watcher.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted
       AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    )
    return rows[0]?.count ?? 0
  }
  return {
    untilWaiting: async (count, otherwise = () => false) => {
      const deadline = Date.now() + 20_000
      while (!otherwise() && (await waiting()) < count)
        if (Date.now() > deadline) throw new Error(`never were there ${count} statements waiting`)
    },
    release: async () => {
      await holder.query('COMMIT')
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}
