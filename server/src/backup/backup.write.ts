import { createHash } from 'node:crypto'
import { lstat, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { withMigrationLock } from '../db/migration-lock.ts'
import type { Applied } from '../db/migrations.ts'
import { makeFolder } from '../make-folder.ts'
import type { Clock } from '../shared/clock.ts'
import { StartupError } from '../shared/startup-error.ts'
import { dayMs } from '../shared/time-range.ts'
import { beginBackup, reasonOf, withClient } from './backup.connection.ts'
import {
  endOfRows,
  formatVersion,
  type Header,
  headerMark,
  setvalStatement,
  type TableRows,
  textSettings,
  titleOf,
  trailerMark,
} from './backup.format.ts'
import type { OnProgress } from './backup.progress.ts'
import {
  copyInStatement,
  copyOutStatement,
  listSequences,
  listTables,
  qualifiedName,
  type Sequence,
  type Table,
} from './backup.tables.ts'

type Options = {
  url: string
  /** The folder for the file; it is created if it does not exist. */
  dir: string
  clock: Clock
  signal?: AbortSignal
  onProgress?: OnProgress
  /** Called with a line that names the reason for waiting. */
  print?: (line: string) => void
}

type Written = {
  path: string
  header: Header
  tables: TableRows[]
  /** The sizes of the script, and of the file, which holds the script compressed. */
  bytes: number
  fileBytes: number
}

/**
 * Writes all rows of the database, as they are at one moment, to `<dir>/<time>.sql.gz`, which only its owner may read.
 * The database can be used meanwhile; only migrations wait, because they would queue for the tables that are being
 * read, and all requests would queue behind them. The file gets its name, the time of that moment, when it is complete and on the disk.
 *
 * Raises `StartupError`; then there is no file.
 */
export async function writeBackup({
  url,
  dir,
  clock,
  signal,
  onProgress = () => {},
  print,
}: Options): Promise<Written> {
  const partial = `${pathAt(dir, instantOf(clock))}.partial`
  try {
    makeFolder(dir)
    await removeAbandoned(dir)
    const file = await open(partial, 'wx', 0o600)
    try {
      const wait = { ...(signal && { signal }), ...(print && { print }) }
      const written = await withClient(url, 'backup', (client) =>
        withMigrationLock(url, { name: 'backup', mode: 'shared' }, wait, async () => {
          const snapshot = await openSnapshot(client, clock)
          const script = createScript(client, snapshot, onProgress)
          const output = file.createWriteStream({ flush: true })
          await pipeline(script.parts, createGzip({ level: gzipLevel }), output, {
            ...(signal && { signal }),
          })
          return { header: snapshot.header, ...script.total }
        }),
      )
      const fileBytes = (await stat(partial)).size
      const path = pathAt(dir, written.header.takenAt)
      await rename(partial, path)
      await syncDir(dir)
      return { path, ...written, fileBytes }
    } catch (error) {
      // On a full disk the file may be closed with another error.
      await file.close().catch(() => {})
      await rm(partial, { force: true })
      throw error
    }
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new StartupError(`No backup was written (${reasonOf(error)}).`, { cause: error })
  }
}

const instantOf = (clock: Clock): string => new Date(clock.now()).toISOString()
const pathAt = (dir: string, instant: string): string => join(dir, `${instant.replaceAll(':', '-')}.sql.gz`)

const abandonedMs = dayMs

/** Removes the incomplete files of backups that were interrupted: nothing has been written to them for a day. */
async function removeAbandoned(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!/^\d{4}-.*\.sql\.gz\.partial$/.test(name)) continue
    const path = join(dir, name)
    // Another backup may remove it at the same time.
    const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true })
  }
}

// Higher compression levels took nearly twice the CPU time for a file that was 3 % smaller.
const gzipLevel = 3

type Snapshot = { header: Header; tables: Table[]; sequences: Sequence[] }

/** Begins the transaction in which every table is seen as it is now. */
async function openSnapshot(client: pg.Client, clock: Clock): Promise<Snapshot> {
  await beginBackup(client)
  // The snapshot is taken: a wait for a migration came before it.
  const takenAt = instantOf(clock)
  const tables = await listTables(client)
  if (!tables.some(({ name }) => name === 'migrations'))
    throw new StartupError(
      'There is nothing to back up: the service has never run on this database. Is it the right DATA_DIR or DATABASE_URL?',
    )
  await client.query(`LOCK TABLE ${tables.map(qualifiedName).join(', ')} IN ACCESS SHARE MODE`)
  const migrations = await client.query<Applied>('SELECT name, hash FROM public.migrations ORDER BY name')
  const version = await client.query<{ server_version: string }>('SHOW server_version')
  const sequences = await listSequences(client)
  const postgres = version.rows[0]?.server_version.split(' ')[0] ?? ''
  return { header: { takenAt, postgres, migrations: migrations.rows }, tables, sequences }
}

/** The script in pieces, and its counts once all pieces have been read. */
function createScript(client: pg.Client, { header, tables, sequences }: Snapshot, onProgress: OnProgress) {
  const hash = createHash('sha256')
  const total = { tables: [] as TableRows[], bytes: 0 }
  const hashed = (part: string | Buffer) => {
    hash.update(part)
    total.bytes += Buffer.byteLength(part)
    return part
  }
  async function* parts(): AsyncGenerator<string | Buffer> {
    yield hashed(
      `${titleOf(formatVersion)}\n${headerMark}${JSON.stringify(header)}\n${textSettings}SET row_security = off;\n`,
    )
    const copies = []
    for (const table of tables) {
      await onProgress(table.name, total.bytes)
      yield hashed(`\n${copyInStatement(table)}\n`)
      const copy = client.query(copyTo(copyOutStatement(table)))
      for await (const chunk of copy as AsyncIterable<Buffer>) {
        yield hashed(chunk)
        await onProgress(table.name, total.bytes)
      }
      yield hashed(`${endOfRows}\n`)
      copies.push({ name: table.name, copy })
    }
    // The last count may come after the last row; the response to this query comes after both.
    await client.query('COMMIT')
    yield hashed(`\n${sequences.map((sequence) => `${setvalStatement(sequence)}\n`).join('')}`)
    total.tables = copies.map(({ name, copy }) => ({ name, rows: copy.rowCount }))
    yield `${trailerMark}${JSON.stringify({ tables: total.tables, sha256: hash.digest('hex') })}\n`
  }
  return { parts, total }
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir)
  await handle.sync().finally(() => handle.close())
}
