import pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'
import { textSettings } from './backup.format.ts'

// A table may take minutes, and the role or the database may have limits that are meant for requests. With row security
// off PostgreSQL refuses to read a table of which a policy would hide rows, rather than leave them out.
const sessionSettings = `${textSettings}
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET lock_timeout = '60s';
SET row_security = off;
`

/** Raises `StartupError` when the database does not answer; what `work` throws passes. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'coworking-manager backup',
  })
  // A server that dies is reported by the query under way.
  client.on('error', () => {})
  try {
    await client.connect().catch((error: unknown) => {
      throw new StartupError(`The database does not answer (${reasonOf(error)}).`, { cause: error })
    })
    await client.query(sessionSettings)
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** One line of what an error says; those of several addresses at once have no message of their own. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return (message || code || String(error)).split('\n')[0] ?? ''
}
