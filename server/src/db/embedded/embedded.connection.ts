import { chown, lstat, mkdtemp, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { OsUser } from './embedded.user.ts'

export const superuser = 'coworking'
const database = 'coworking'

/** Only part of the socket's name: PostgreSQL listens on no TCP port. */
export const port = 5432

export const socketPath = (socketDir: string): string => join(socketDir, `.s.PGSQL.${port}`)

/** The kernel's limit on the path of a socket is 107 bytes on Linux, 103 on macOS. */
const maxSocketPathBytes = 103

/**
 * The URL of the server that listens in `socketDir`. It names the socket and the port outright and turns TLS off,
 * so that no PGHOST, PGPORT or PGSSLMODE in the environment changes where it leads.
 */
export const urlOf = (socketDir: string): string =>
  `postgres://${superuser}@${encodeURIComponent(socketDir)}:${port}/${database}?sslmode=disable`

/**
 * The directory for the socket: PostgreSQL's data directory; where its path is too long for a socket, a directory with a short name that only
 * PostgreSQL's user may enter. Its name is stored in `<dataDir>/socket`, so that each start uses it again.
 */
export async function socketDirOf(dataDir: string, pgDataDir: string, user: OsUser | null): Promise<string> {
  if (Buffer.byteLength(socketPath(pgDataDir)) <= maxSocketPathBytes) return pgDataDir
  const link = join(dataDir, 'socket')
  const storedDir = await readlink(link).catch(() => null)
  if (storedDir && (await isPrivate(storedDir, user?.uid ?? process.getuid?.()))) return storedDir
  const dir = await mkdtemp('/tmp/coworking-')
  if (user) await chown(dir, user.uid, user.gid)
  await rm(link, { force: true })
  await symlink(dir, link)
  return dir
}

/** /tmp is emptied now and then, and another user may have made a directory of that name since. */
async function isPrivate(dir: string, owner: number | undefined): Promise<boolean> {
  const stats = await lstat(dir).catch(() => null)
  return stats?.isDirectory() === true && stats.uid === owner && (stats.mode & 0o077) === 0
}

/** Makes the database on the first start, or on the next start where the first was interrupted before. */
export async function ensureDatabase(url: string): Promise<void> {
  const missing = '3D000'
  try {
    await query(url, 'SELECT 1')
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== missing) throw error
    const maintenance = new URL(url)
    maintenance.pathname = '/postgres'
    await query(maintenance.href, `CREATE DATABASE ${database}`)
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // Where the server dies meanwhile, the query reports it.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(text)
  } finally {
    await client.end().catch(() => {})
  }
}
