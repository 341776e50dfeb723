import { readFile, writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { insertAwkwardRows } from '../../../testing/backup/awkward-rows.ts'
import {
  backUp,
  backUpAfter,
  createEmptyDatabase,
  createMigratedDatabase,
  tablesOf,
  writeBackupFile,
} from '../../../testing/backup/databases.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { readMigrations } from '../db/migrations.ts'
import { StartupError } from '../shared/startup-error.ts'
import type { OnProgress } from './backup.progress.ts'
import { verifyBackup } from './backup.read.ts'
import { restoreBackup } from './backup.restore.ts'

describe('a file is refused', () => {
  let file: Buffer = Buffer.alloc(0)
  let script: string
  // Not `beforeAll`, because `createMigratedDatabase` drops its database after the test in which it is called.
  beforeEach(async () => {
    if (file.length > 0) return
    const source = await createMigratedDatabase()
    await insertAwkwardRows(source)
    file = await readFile(await backUp(source))
    script = gunzipSync(file).toString()
  })

  const zipped = (change: (script: string) => string) => () => gzipSync(change(script))
  const half = (text: string) => text.slice(0, text.length / 2)

  it.each<[string, () => string | Buffer, string]>([
    ['that is empty', () => '', 'breaks off before its end'],
    ['that is not compressed', () => script, 'is not a backup of Coworking Manager'],
    ['that is compressed and empty', zipped(() => ''), 'is not a backup of Coworking Manager'],
    ['of another program', zipped(() => '--\n-- PostgreSQL database dump\n--\n'), 'is not a backup of'],
    ['without lines', zipped(() => '\0'.repeat(2_000_000)), 'has a line that is far too long'],
    ['that was cut in the middle', () => file.subarray(0, file.length / 2), 'breaks off before its end'],
    ['that lacks its last byte', () => file.subarray(0, -1), 'breaks off before its end'],
    ['with a flipped bit', () => flipped(file), 'is damaged'],
    ['whose script was cut in the middle', zipped(half), 'breaks off before its end'],
    [
      'whose script lacks its last line',
      zipped((s) => s.replace(/-- trailer .*\n/, '')),
      'breaks off before',
    ],
    ['whose script lacks its last character', zipped((s) => s.slice(0, -1)), 'breaks off before its end'],
    ['whose script goes on', zipped((s) => `${s}COPY`), 'breaks off before its end'],
    ['whose script goes on with a line', zipped((s) => `${s}\n`), 'goes on after its end'],
    ['with another value', zipped((s) => s.replace('person1@', 'person9@')), 'checksum is not that of'],
    [
      'without one of its rows',
      zipped((s) => s.replace(/\n.*person1@.*\n/, '\n')),
      'checksum is not that of',
    ],
    ['with another header', zipped((s) => s.replace('"takenAt":"2', '"takenAt":"1')), 'checksum is not that'],
    [
      'with another count',
      zipped((s) => s.replace('"rows":12', '"rows":13')),
      'not have the rows that it says',
    ],
    ['whose trailer is no JSON', zipped((s) => s.replace('-- trailer {', '-- trailer ')), 'is damaged'],
    ['of a newer format', zipped((s) => s.replace('format 1', 'format 2')), 'was written by a newer version'],
    ['with nothing but a title', zipped((s) => s.slice(0, s.indexOf('\n') + 1)), 'has no header'],
  ])('%s', async (_, content, reason) => {
    const path = await writeBackupFile(content())
    const refusal = await verifyBackup(path).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StartupError)
    expect((refusal as Error).message).toContain(`${path} cannot be restored: `)
    expect((refusal as Error).message).toContain(reason)
    expect((refusal as Error).message).toMatch(/^.* Nothing was changed\.$/)
  })

  it('that is not there or is no file', async () => {
    await expect(verifyBackup('backups/none.sql.gz')).rejects.toThrow('There is no file backups/none.sql.gz.')
    await expect(verifyBackup(import.meta.dirname)).rejects.toThrow('cannot be restored: EISDIR')
  })

  it('that was cut after it had been found whole, and the database stays as it was', async () => {
    const path = await writeBackupFile(file)
    const backup = await verifyBackup(path)
    await writeFile(path, gzipSync(script.slice(0, -200)))
    const target = await createEmptyDatabase()
    const restored = restoreBackup({ url: target, backup, migrations: await readMigrations() })
    await expect(restored).rejects.toThrow(/^Nothing was restored, and no table was changed: /)
    expect(await tablesOf(target)).toEqual([])
  })

  it('that became another backup after it had been found whole, and the database stays as it was', async () => {
    const path = await writeBackupFile(file)
    const backup = await verifyBackup(path)
    await writeFile(path, await readFile(await backUpAfter('SELECT')))
    const target = await createEmptyDatabase()
    const restored = restoreBackup({ url: target, backup, migrations: await readMigrations() })
    await expect(restored).rejects.toThrow('the file was changed meanwhile')
    expect(await tablesOf(target)).toEqual([])
  })
})

/**
 * Changes one bit, at the first place from the middle on where that damages the file's content. A bit at another place may have
 * no effect on the content, or may make the compressed data seem to go on, so that the file breaks off.
 */
function flipped(file: Buffer): Buffer {
  const text = gunzipSync(file)
  for (let at = Math.floor(file.length / 2); ; at++) {
    const copy = Buffer.from(file)
    copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at)
    try {
      if (!gunzipSync(copy).equals(text)) return copy
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') return copy
    }
  }
}

describe('a backup is refused', () => {
  it('of a database that the service never used', async () => {
    await expect(backUp(await createEmptyDatabase())).rejects.toThrow('There is nothing to back up')
  })

  it('when the database does not answer', async () => {
    await expect(backUp('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow(
      /^PostgreSQL cannot be reached: .*ECONNREFUSED/,
    )
  })
})

describe('when the server goes away in the middle', () => {
  /** Ends all connections to the database except its own, once some of the rows have been sent. */
  function endingConnections(url: string): OnProgress {
    let isDone = false
    return async (_table, bytes) => {
      if (isDone || bytes < 100_000) return
      isDone = true
      await query(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
    }
  }

  let source: string
  beforeEach(async () => {
    source = await createMigratedDatabase()
    await query(
      source,
      `INSERT INTO locations SELECT gen_random_uuid(), '', '', repeat(md5(n::text), 5000), 'UTC', 'RUB', true, 1, now(), now()
       FROM generate_series(1, 200) n`,
    )
  })

  it('a backup reports that no backup was written', async () => {
    const backup = backUp(source, endingConnections(source))
    await expect(backup).rejects.toThrow(/^No backup was written \(.*terminat/)
  })

  it('a restore reports that nothing was restored, and the database stays as it was', async () => {
    const [path, migrations] = [await backUp(source), await readMigrations()]
    const target = await createEmptyDatabase()
    const backup = await verifyBackup(path)
    const onProgress = endingConnections(target)
    await expect(restoreBackup({ url: target, backup, migrations, onProgress })).rejects.toThrow(
      /^Nothing was restored, and no table was changed: .*terminat/,
    )
    expect(await tablesOf(target)).toEqual([])
  })

  it('a restore whose COMMIT gets no answer does not say that nothing was restored', async () => {
    const [path, migrations] = [await backUp(source), await readMigrations()]
    const target = await createEmptyDatabase()
    const send = pg.Client.prototype.query as (...parameters: unknown[]) => unknown
    const loseResponse = async (result: unknown) => {
      await result
      throw new Error('Connection terminated unexpectedly')
    }
    const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
      this: pg.Client,
      ...parameters: unknown[]
    ) {
      const result = send.apply(this, parameters)
      return parameters[0] === 'COMMIT' ? loseResponse(result) : result
    } as typeof pg.Client.prototype.query)
    cleanUp(() => spy.mockRestore())
    const restored = restoreBackup({ url: target, backup: await verifyBackup(path), migrations })
    await expect(restored).rejects.toThrow(/^It is unknown whether the restore was committed\. .*terminat/)
    spy.mockRestore()
    expect((await query(target, 'SELECT count(*)::int AS n FROM locations'))[0]).toEqual({ n: 200 })
  })
})

it('the script of a backup turns row security off before its rows, so that it fails for a role that would see only a part of them', async () => {
  const source = await createMigratedDatabase()
  const script = gunzipSync(await readFile(await backUp(source))).toString()
  expect(script.slice(0, script.indexOf('COPY '))).toContain('SET row_security = off;')
})
