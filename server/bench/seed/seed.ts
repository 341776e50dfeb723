import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { inBulk } from './bulk.ts'

const folder = new URL('.', import.meta.url)
const tables = ['bookings', 'transfers', 'accounts', 'reviews', 'users', 'spaces']

/**
 * Fills a migrated, empty database with `bookings` bookings of three years: 20 locations, 5,000 spaces, 100,000 members,
 * wallets with all their entries. The data is the same every time, except for its ids and the hour from which its times are counted.
 */
export async function seed(url: string, bookings: number, progress: (what: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'coworking-manager bench' })
  await client.connect()
  const parts = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  try {
    await client.query(
      `SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET temp_buffers = '256MB';
       SET jit = off; SET max_parallel_workers_per_gather = 0; SET TimeZone = 'UTC'`,
    )
    await client.query(`SELECT set_config('bench.bookings', $1, false), setseed(0.42)`, [String(bookings)])
    await inBulk(client, tables, async () => {
      for (const part of parts) {
        progress(part.replace(/^\d-|\.sql$/g, ''))
        await client.query(await readFile(new URL(part, folder), 'utf8'))
      }
      progress('indexes and keys')
    })
    progress('statistics')
    await client.query('VACUUM (ANALYZE)')
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
}
