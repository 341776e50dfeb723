import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import {
  futureMigrations,
  insertAwkwardRows,
  insertFutureRows,
} from '../../../testing/backup/awkward-rows.ts'
import {
  backUp,
  createEmptyDatabase,
  createMigratedDatabase,
  digestOf,
  migrateWith,
  restore,
  schemaOf,
} from '../../../testing/backup/databases.ts'
import { at, book, makeCoworking, makeMember } from '../../../testing/factories.ts'
import { startTestService } from '../../../testing/harness.ts'
import { auditDatabase } from '../../../testing/postgres/books.ts'
import { debianBinDir } from '../../../testing/postgres/debian.ts'
import { cleanUp, start, unusedPath } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { momentOf } from '../audit/audit.moment.ts'
import { migrate } from '../db/migrate.ts'
import { withMigrationLock } from '../db/migration-lock.ts'
import { readMigrations } from '../db/migrations.ts'
import { systemClock } from '../shared/clock.ts'
import { minuteMs } from '../shared/time-range.ts'
import { verifyBackup } from './backup.read.ts'
import { writeBackup } from './backup.write.ts'

describe('a backup, restored into an empty database,', () => {
  it('gives every table back as it was, whatever its texts hold', async () => {
    const source = await createMigratedDatabase()
    await insertAwkwardRows(source)
    const target = await createEmptyDatabase()
    await restore(target, await backUp(source))
    const digests = await digestOf(target)
    expect(digests).toEqual(await digestOf(source))
    expect(digests.users).toMatch(/^12 rows/)
    expect(await schemaOf(target)).toEqual(await schemaOf(source))
  })

  it('gives back what later migrations may bring: other types and names, cycles, sequences, rows of their own', async () => {
    const migrations = await futureMigrations()
    const source = await createMigratedDatabase(migrations)
    await insertFutureRows(source)
    const target = await createEmptyDatabase()
    await restore(target, await backUp(source), migrations)
    const digests = await digestOf(target)
    expect(digests).toEqual(await digestOf(source))
    expect(Object.keys(digests)).toEqual(
      expect.arrayContaining(['without rows', 'Odd "name", (a) FROM stdin;']),
    )
    expect(await schemaOf(target)).toEqual(await schemaOf(source))
    expect(await query(target, 'SELECT players FROM counted')).toEqual([{ players: 2 }])
    const [next] = await query(
      target,
      `SELECT nextval('"invoice numbers"') AS invoice, nextval('never_asked') AS first,
        nextval(pg_get_serial_sequence('"Odd ""name"", (a) FROM stdin;"', 'select')) AS odd`,
    )
    expect(next).toEqual({ invoice: '42', first: '1', odd: '4' })
  })

  it('is of one moment, though bookings are made and paid while it is written', async () => {
    const service = await startTestService()
    cleanUp(service.stop)
    const { admin, space } = await makeCoworking(service)
    const member = await makeMember(service, admin)
    let booked = 0
    const bookNext = async () => {
      const hour = 10 + (booked % 10)
      const day = `2026-12-${String(2 + Math.floor(booked / 10)).padStart(2, '0')}`
      booked += 1
      const slot = at(day, `${hour}:00`, `${hour + 1}:00`)
      expect((await book(service, member, { spaceId: space.id, ...slot })).status).toBe(201)
    }
    await bookNext()
    const seen = new Set<string>()
    const path = await backUp(service.databaseUrl, async (table) => {
      if (seen.has(table)) return
      seen.add(table)
      await bookNext()
    })
    expect(booked).toBeGreaterThan(10)
    const target = await createEmptyDatabase()
    await restore(target, path)
    expect(await query(target, 'SELECT count(*)::int AS n FROM bookings')).toEqual([{ n: 1 }])
    expect(await auditDatabase(target, momentOf(service.clock))).toEqual([])
  })

  it('waits for a migration that is under way, and has what it brought', async () => {
    const source = await createMigratedDatabase()
    const line = Promise.withResolvers<string>()
    const dir = await unusedPath('backups')
    let backup: ReturnType<typeof writeBackup> | undefined
    let now = Date.parse('2026-12-01T06:00:00Z')
    await withMigrationLock(source, { name: 'migrate', mode: 'exclusive' }, {}, async () => {
      backup = writeBackup({ url: source, dir, clock: { now: () => now }, print: line.resolve })
      expect(await line.promise).toMatch(
        /^waiting for another migration, .*coworking-manager migrate, process/,
      )
      await query(source, 'CREATE TABLE late AS SELECT 1 AS n')
      now += minuteMs
    })
    const path = (await backup)?.path ?? ''
    const { header, tables } = await verifyBackup(path)
    expect(tables).toContainEqual({ name: 'late', rows: 1 })
    // Its time is that of its rows, and not that of the command.
    expect(header.takenAt).toBe('2026-12-01T06:01:00.000Z')
    expect(basename(path)).toBe('2026-12-01T06-01-00.000Z.sql.gz')
  })

  it('of an older version is loaded into the schema of its time, and then migrated to the newest', async () => {
    const newest = await futureMigrations()
    const source = await createMigratedDatabase()
    await insertAwkwardRows(source)
    const target = await createEmptyDatabase()
    await restore(target, await backUp(source), newest)
    await migrateWith(source, newest)
    const withoutTimes = ({ migrations: _, ...digests }: Record<string, string>) => digests
    expect(withoutTimes(await digestOf(target))).toEqual(withoutTimes(await digestOf(source)))
    expect(await schemaOf(target)).toEqual(await schemaOf(source))
  })

  it.each([
    { schema: 'the schema of the backup', isNewest: true },
    { schema: 'an older one', isNewest: false },
  ])('has equal content where the database was migrated before, to $schema', async ({ isNewest }) => {
    const newest = await futureMigrations()
    const source = await createMigratedDatabase(newest)
    await insertAwkwardRows(source)
    await insertFutureRows(source)
    const target = await createMigratedDatabase(isNewest ? newest : undefined)
    // This migration inserts rows, and a restore is into an empty database.
    if (isNewest) await query(target, 'DELETE FROM counted; DELETE FROM settings')
    await restore(target, await backUp(source), newest)
    expect(await digestOf(target)).toEqual(await digestOf(source))
    expect(await schemaOf(target)).toEqual(await schemaOf(source))
  })

  it.runIf(debianBinDir)(
    "goes from the bundled PostgreSQL to Debian's older one, and back",
    { timeout: 120_000 },
    async () => {
      const migrations = await futureMigrations()
      const bundled = await start(await unusedPath(), 'bundled')
      const system = await start(await unusedPath(), 'system')
      expect(Number.parseInt(bundled.version, 10)).not.toBe(Number.parseInt(system.version, 10))
      await migrateWith(bundled.url, migrations)
      await insertAwkwardRows(bundled.url)
      await insertFutureRows(bundled.url)
      await restore(system.url, await backUp(bundled.url), migrations)
      const back = await createEmptyDatabase(bundled.url)
      await restore(back, await backUp(system.url), migrations)
      const digests = await digestOf(bundled.url)
      expect(await digestOf(system.url)).toEqual(digests)
      expect(await digestOf(back)).toEqual(digests)
    },
  )

  it('needs no superuser: the owner of the database can write and restore it', async () => {
    const server = inject('postgresUrl')
    const role = `owner_${Date.now()}`
    await query(server, `CREATE ROLE ${role} LOGIN`)
    cleanUp(() => query(server, `DROP ROLE ${role}`))
    const asOwner = async () => (await createEmptyDatabase(server, role)).replace(/\/\/\w+@/, `//${role}@`)
    const [source, target] = [await asOwner(), await asOwner()]
    await migrateWith(source, await readMigrations())
    await insertAwkwardRows(source)
    await restore(target, await backUp(source))
    expect(await digestOf(target)).toEqual(await digestOf(source))
    expect(await query(target, 'SELECT current_user AS name')).toEqual([{ name: role }])
  })

  // The commands are those of docs/backup.md.
  it.runIf(existsSync('/usr/bin/psql'))(
    'can be loaded by psql, too, which also makes the schema',
    async () => {
      const source = await createMigratedDatabase()
      await insertAwkwardRows(source)
      const target = await createEmptyDatabase()
      const page = await readFile(new URL('../../../docs/backup.md', import.meta.url), 'utf8')
      const commands = /^table='CREATE(?:.*\n)+?(?=```)/m.exec(page)?.[0] ?? ''
      const file = await backUp(source)
      const script = commands.replace('backups/….sql.gz', file).replaceAll('<url>', `'${target}'`)
      execFileSync('bash', ['-euc', script], {
        cwd: new URL('../../..', import.meta.url),
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      expect(await digestOf(target)).toEqual(await digestOf(source))
    },
  )
})

describe('a backup under way', () => {
  it('keeps migrations waiting, but neither another backup nor a start that has nothing to migrate', async () => {
    const source = await createMigratedDatabase()
    const migrations = [
      ...(await readMigrations()),
      { name: '9999_next.sql', sql: 'CREATE TABLE next ()', hash: '' },
    ]
    const line = Promise.withResolvers<string>()
    let migrating: Promise<string[]> | undefined
    const path = await backUp(source, async () => {
      if (migrating) return
      migrating = migrate(source, { print: line.resolve }, migrations)
      expect(await line.promise).toMatch(
        /^waiting for another migration, .*coworking-manager backup, process/,
      )
      expect(await migrate(source)).toEqual([])
      await backUp(source)
    })
    expect((await verifyBackup(path)).tables.map(({ name }) => name)).not.toContain('next')
    expect(await migrating).toEqual(['9999_next.sql'])
  })
})

describe('the file', () => {
  it('is closed to others and gets its name, the time, when it is complete', async () => {
    const source = await createMigratedDatabase()
    const namesMeanwhile: string[] = []
    const dir = await unusedPath('backups')
    const { path } = await writeBackup({
      url: source,
      dir,
      clock: { now: () => Date.parse('2026-12-01T06:00:00Z') },
      onProgress: async () => void namesMeanwhile.push(...(await readdir(dir))),
    })
    expect(new Set(namesMeanwhile)).toEqual(new Set(['2026-12-01T06-00-00.000Z.sql.gz.partial']))
    expect(await readdir(dir)).toEqual(['2026-12-01T06-00-00.000Z.sql.gz'])
    expect([(await stat(path)).mode & 0o777, (await stat(dirname(path))).mode & 0o777]).toEqual([
      0o600, 0o700,
    ])
  })

  it('is not left behind by a backup that was interrupted', async () => {
    const source = await createMigratedDatabase()
    const dir = await unusedPath('backups')
    const interrupted = new AbortController()
    const options = { url: source, dir, clock: systemClock, signal: interrupted.signal }
    const backup = writeBackup({ ...options, onProgress: () => interrupted.abort() })
    await expect(backup).rejects.toThrow('No backup was written')
    expect(await readdir(dir)).toEqual([])
  })
})
