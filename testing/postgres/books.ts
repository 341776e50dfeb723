import pg from 'pg'
import { everyCheck, type Finding } from '../../server/src/audit/audit.checks.ts'
import type { Db } from '../../server/src/db/db.ts'

export type Books = {
  /** Every guarantee that the books break; empty when there is none. */
  audit(): Promise<Finding[]>
  close(): Promise<void>
}

/** Audits the books after each test: on one connection, which plans the checks once. */
export function openBooks(databaseUrl: string, db: Db): Books {
  const text = everyCheck.compile(db).sql
  let client: pg.Client | null = null
  const connect = async () => {
    const made = new pg.Client({ connectionString: databaseUrl })
    // A test may stop the server, or end its connections.
    made.on('error', () => {
      client = null
    })
    await made.connect()
    return made
  }
  return {
    audit: async () => {
      client ??= await connect()
      return (await client.query<Finding>({ name: 'books', text })).rows
    },
    close: async () => client?.end(),
  }
}
