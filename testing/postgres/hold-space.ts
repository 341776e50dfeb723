import pg from 'pg'
import { findRunningEmbedded } from '../../server/src/db/embedded/embedded.ts'

export type Hold = {
  /** Whether a request waits for the space. */
  isWaitedFor(): Promise<boolean>
  release(): Promise<void>
}

/** Holds the lock on a space in the running service's database, so that a booking of it does not end until `release`. */
export async function holdSpace(dataDir: string, spaceId: string | undefined): Promise<Hold> {
  const client = new pg.Client({ connectionString: (await findRunningEmbedded(dataDir)) ?? '' })
  // The server may go first.
  client.on('error', () => {})
  await client.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM spaces WHERE id = $1 FOR UPDATE', [spaceId])
  return {
    isWaitedFor: async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
      return (await client.query(waiting)).rowCount === 1
    },
    release: () => client.end(),
  }
}
