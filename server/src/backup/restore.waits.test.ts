import { expect, it } from 'vitest'
import { insertAwkwardRows } from '../../../testing/backup/awkward-rows.ts'
import { backUp, createMigratedDatabase } from '../../../testing/backup/databases.ts'
import { type HeldLock, holdLock } from '../../../testing/postgres/locks.ts'
import { readMigrations } from '../db/migrations.ts'
import { verifyBackup } from './backup.read.ts'
import { restoreBackup } from './backup.restore.ts'

it('a restore of an older version names the transaction that its later migrations wait for, and not its own', async () => {
  const source = await createMigratedDatabase()
  await insertAwkwardRows(source)
  const backup = await verifyBackup(await backUp(source))
  const sql = 'ALTER TABLE bookings ADD COLUMN note text'
  const migrations = [...(await readMigrations()), { name: '9001_column.sql', sql, hash: sql }]
  const target = await createMigratedDatabase()
  const line = Promise.withResolvers<string>()
  let reader: HeldLock | undefined
  // The reader comes after the restore has begun, so that the transactions of the restore are older.
  const onProgress = async () => {
    reader ??= await holdLock({ databaseUrl: target }, 'SELECT FROM bookings')
  }
  const restoring = restoreBackup({ url: target, backup, migrations, onProgress, print: line.resolve })
  expect(await Promise.race([line.promise, restoring])).toMatch(
    /^migration 9001_column\.sql waits for tables that are in use: the oldest transaction is of a program,/,
  )
  await reader?.release()
  await restoring
})
