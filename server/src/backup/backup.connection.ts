import type pg from 'pg'
import { startupErrorOf } from '../db/operator-messages.ts'
import { connectTool } from '../db/tool-client.ts'
import { textSettings } from './backup.format.ts'

// A table may take minutes, and the role or the database may have limits that are meant for requests. With row security
// off, PostgreSQL refuses to read a table where a policy would hide rows, rather than leave the rows out.
const settings = `${textSettings}
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET lock_timeout = '60s';
SET row_security = off;
`

/** Begins a transaction with settings that end with it, so that a connection pooler does not pass them to another client. */
export async function beginTransaction(client: pg.Client, mode = ''): Promise<void> {
  await client.query(`BEGIN ${mode};\n${settings.replaceAll(/^SET /gm, 'SET LOCAL ')}`)
}

/** Raises `StartupError` when the database does not answer; errors of `work` pass unchanged. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectTool(url, 'backup').catch((error: unknown) => {
    throw startupErrorOf(error) ?? error
  })
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** An error's message in one line; the joined error of several addresses has no message of its own. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return (message || code || String(error)).split('\n')[0] ?? ''
}
