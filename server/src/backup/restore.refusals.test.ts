import { describe, expect, it } from 'vitest'
import { futureMigrations } from '../../../testing/backup/awkward-rows.ts'
import {
  backUpAfter,
  createEmptyDatabase,
  createMigratedDatabase,
  digestOf,
  restore,
  tablesOf,
} from '../../../testing/backup/databases.ts'
import { startTestService } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { ensureAdmin } from '../modules/auth/auth.admin.ts'

describe('a restore is refused, and the database stays as it was,', () => {
  it('when the database has only the first administrator', async () => {
    const path = await backUpAfter('SELECT')
    const service = await startTestService()
    cleanUp(service.stop)
    await ensureAdmin(service.deps)
    const before = await digestOf(service.databaseUrl)
    await expect(restore(service.databaseUrl, path)).rejects.toThrow(/is not empty, it has rows in .*users\./)
    expect(await digestOf(service.databaseUrl)).toEqual(before)
  })

  it('when the backup is of a newer version', async () => {
    const path = await backUpAfter(`INSERT INTO migrations VALUES ('9999_future.sql', '')`)
    const target = await createEmptyDatabase()
    await expect(restore(target, path)).rejects.toThrow(/backup was migrated by a newer version.*9999_future/)
    expect(await tablesOf(target)).toEqual([])
  })

  it('when the database has a newer schema than the backup', async () => {
    const path = await backUpAfter('SELECT')
    const newest = await futureMigrations()
    const target = await createMigratedDatabase(newest)
    await query(target, 'DELETE FROM counted; DELETE FROM settings')
    const before = await digestOf(target)
    await expect(restore(target, path, newest)).rejects.toThrow(
      /newer schema than the backup \(9990_odd\.sql\)/,
    )
    expect(await digestOf(target)).toEqual(before)
  })

  it('when a table of the backup is not one that its migrations make', async () => {
    const target = await createEmptyDatabase()
    const path = await backUpAfter('CREATE TABLE by_hand (n integer)')
    await expect(restore(target, path)).rejects.toThrow('"COPY "public"."by_hand" ("n") FROM stdin;"')
    expect(await tablesOf(target)).toEqual([])
  })

  it('when the backup lacks a table that its migrations make', async () => {
    const target = await createEmptyDatabase()
    const path = await backUpAfter('DROP TABLE closures CASCADE')
    await expect(restore(target, path)).rejects.toThrow('the backup has no rows for closures')
    expect(await tablesOf(target)).toEqual([])
  })

  it('when a row refers to one that is missing', async () => {
    const target = await createEmptyDatabase()
    const path = await backUpAfter(`
      ALTER TABLE opening_hours DROP CONSTRAINT opening_hours_location_id_fkey;
      INSERT INTO opening_hours VALUES (gen_random_uuid(), 1, 0, 60)`)
    await expect(restore(target, path)).rejects.toThrow('"opening_hours_location_id_fkey"')
    expect(await tablesOf(target)).toEqual([])
  })
})
