import type pg from 'pg'
import { startupErrorOf } from '../db/operator-messages.ts'
import { beginUnlimited, connectTool } from '../db/tool-client.ts'
import { textSettings } from './backup.format.ts'

// With row security off, PostgreSQL refuses to read a table where a policy would hide rows, rather than leave the rows out.
const settings = `${textSettings}
SET lock_timeout = '60s';
SET row_security = off;
`.replaceAll(/^SET /gm, 'SET LOCAL ')

/** Begins the transaction of a backup, in which every table is seen as it is now. A table may take minutes. */
export async function beginBackup(client: pg.Client): Promise<void> {
  await beginUnlimited(client, 'READ ONLY', 'REPEATABLE READ')
  await client.query(settings)
}

/** Begins the transaction of a restore. */
export async function beginRestore(client: pg.Client): Promise<void> {
  await beginUnlimited(client)
  await client.query(settings)
}

/** Raises `StartupError` when the database does not answer; errors of `work` pass unchanged. */
export async function withClient<T>(
  url: string,
  name: 'backup' | 'restore',
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connectTool(url, name).catch((error: unknown) => {
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
