import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../testing/backup/databases.ts'
import { createDatabase } from '../../testing/harness.ts'
import { auditDatabase } from '../../testing/postgres/books.ts'
import { cleanUp } from '../../testing/postgres/embedded.ts'
import { query } from '../../testing/postgres/query.ts'
import { migrate } from '../src/db/migrate.ts'

const folder = 'server/test/upgrades/'
const versions = readdirSync(folder).flatMap((name) => /^(.+)\.sql\.gz$/.exec(name)?.[1] ?? [])

async function createTemporaryDatabase(template?: string): Promise<string> {
  const { url, drop } = await createDatabase(template)
  cleanUp(drop)
  return url
}

/** The schema without parentheses, because a definition that was dumped and loaded again has fewer of them. */
const plainSchemaOf = async (url: string) =>
  (await schemaOf(url)).map((row) => ({ ...row, definition: String(row.definition).replaceAll(/[()]/g, '') }))

describe('an upgrade', () => {
  it('is tested with data of former versions', () => {
    expect(versions.length).toBeGreaterThan(0)
  })

  it.each(versions)(
    'of the data of version %s results in the newest schema, all rows of the main tables, and correct books',
    async (version) => {
      const url = await createTemporaryDatabase('template0')
      await query(url, gunzipSync(readFileSync(`${folder}${version}.sql.gz`)).toString())
      const counts = ['bookings', 'users', 'locations', 'tariffs', 'spaces', 'transfers', 'reviews']
        .map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`)
        .join()
      const count = `SELECT ${counts}, (SELECT sum(balance) FROM accounts) AS money`
      const before = await query(url, count)
      expect(before[0]?.bookings).toBeGreaterThan(100)
      await migrate(url)
      expect(await query(url, count)).toEqual(before)
      expect(await query(url, 'SELECT FROM reviews WHERE author_name IS NULL')).toEqual([])
      expect(await auditDatabase(url, { now: Date.now(), jobsRanAt: null })).toEqual([])
      expect(await plainSchemaOf(url)).toEqual(await plainSchemaOf(await createTemporaryDatabase()))
    },
  )

  it('is tested from every release that the changelog names', () => {
    const releases = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## \[(\d[^\]]*)\]/gm)].map(
      ([, name]) => name,
    )
    expect(versions).toEqual(expect.arrayContaining(['e57e9c9', ...releases]))
  })
})
