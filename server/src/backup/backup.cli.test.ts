import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { insertAwkwardRows } from '../../../testing/backup/awkward-rows.ts'
import { digestOf, migrateWith, writeBackupFile } from '../../../testing/backup/databases.ts'
import { start, unusedPath } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { runTool } from '../../../testing/processes/run-tool.ts'
import { readMigrations } from '../db/migrations.ts'

const run = (tool: 'backup' | 'restore', dataDir: string, args: string[] = []) =>
  runTool(`backup/${tool}.ts`, args, { DATA_DIR: dataDir })

const pathIn = async (dir: string) => join(dir, (await readdir(dir))[0] ?? '')

/** A DATA_DIR with users, places and money; no service runs on it. */
async function makeDataDirWithNumbers(): Promise<{ dataDir: string; digest: Record<string, string> }> {
  const dataDir = await unusedPath()
  const { url, stop } = await start(dataDir)
  await migrateWith(url, await readMigrations())
  await insertAwkwardRows(url)
  await query(
    url,
    `INSERT INTO mailed_tokens (token_hash, user_id, email, purpose, expires_at)
      SELECT decode(md5(purpose), 'hex'), users.id, 'person@example.com', purpose, 'infinity'
      FROM (SELECT id FROM users LIMIT 1) users, unnest(ARRAY['password_reset', 'verify_email']) purpose`,
  )
  const digest = await digestOf(url)
  await stop()
  return { dataDir, digest }
}

async function stoppedDigest(dataDir: string): Promise<Record<string, string>> {
  const { url, stop } = await start(dataDir)
  return digestOf(url).finally(stop)
}

/** What lets people in: the number of sessions that have not ended, and the purposes of the mailed links. */
async function readAccess(dataDir: string): Promise<{ sessions: number; links: string[] }> {
  const { url, stop } = await start(dataDir)
  const sessions = await query(url, 'SELECT FROM sessions WHERE ended_at IS NULL')
  const links = await query<{ purpose: string }>(url, 'SELECT purpose FROM mailed_tokens ORDER BY purpose')
  await stop()
  return { sessions: sessions.length, links: links.map(({ purpose }) => purpose) }
}

// Each test starts several servers and processes.
describe('the two commands', { timeout: 120_000 }, () => {
  it('carry an embedded database into another DATA_DIR, and say what they did', async () => {
    const { dataDir, digest } = await makeDataDirWithNumbers()
    const backups = await unusedPath('backups')
    const written = await run('backup', dataDir, [backups])
    const path = await pathIn(backups)
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect(written.stdout).toMatch(
      /^Wrote .*\.sql\.gz: \d+ tables, \d+ rows of PostgreSQL .* MB, in [\d.]+ s\.\n$/,
    )
    expect(written.stdout).toContain(path)
    const other = await unusedPath('other')
    const restored = await run('restore', other, [path])
    expect(restored).toMatchObject({ code: 0, stderr: '' })
    expect(restored.stdout).toMatch(/The books are right: \d+ checks\. The service can be started\.\n$/)
    const { sessions: _, mailed_tokens: __, ...restoredTables } = await stoppedDigest(other)
    expect(digest).toMatchObject(restoredTables)
    const access = await readAccess(dataDir)
    expect(access).toEqual({ sessions: expect.any(Number), links: ['password_reset', 'verify_email'] })
    expect(access.sessions).toBeGreaterThan(0)
    expect(await readAccess(other)).toEqual({ sessions: 0, links: ['verify_email'] })

    const again = await run('restore', other, [path])
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^.*the database is not empty.*\n$/),
    })
    expect(await stoppedDigest(other)).toMatchObject(restoredTables)
  })

  it('beside a running service: the backup works, and the restore is refused', async () => {
    const { dataDir } = await makeDataDirWithNumbers()
    await start(dataDir)
    const backups = await unusedPath('backups')
    expect(await run('backup', dataDir, [backups])).toMatchObject({ code: 0, stderr: '' })
    const refused = await run('restore', dataDir, [await pathIn(backups)])
    expect(refused).toMatchObject({
      code: 1,
      stderr: `DATA_DIR ${dataDir} is in use by process ${process.pid}: stop that service, or set another DATA_DIR\n`,
    })
  })

  it('report books that were wrong when the backup was taken, after they were restored', async () => {
    const { dataDir } = await makeDataDirWithNumbers()
    const { url, stop } = await start(dataDir)
    await query(url, `UPDATE accounts SET balance = 6 WHERE id = '00000000-0000-7000-8000-000000000011'`)
    const digest = await digestOf(url)
    await stop()
    const backups = await unusedPath('backups')
    await run('backup', dataDir, [backups])
    const other = await unusedPath('other')
    const restored = await run('restore', other, [await pathIn(backups)])
    expect(restored.code).toBe(1)
    expect(restored.stdout).toContain('00000000-0000-7000-8000-000000000011: balance 6, last entry 5')
    expect(restored.stderr).toMatch(/^Everything is restored, but the books are not right\. Faults: \d+\.\n$/)
    const { sessions: _, mailed_tokens: __, ...restoredTables } = await stoppedDigest(other)
    expect(digest).toMatchObject(restoredTables)
  })

  it('with a damaged file or without an argument: the restore is refused before it creates DATA_DIR', async () => {
    const dataDir = await unusedPath()
    const damaged = await run('restore', dataDir, [await writeBackupFile('')])
    expect(damaged).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.* cannot be restored: .*\n$/) })
    const none = await run('restore', dataDir)
    expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Name the file: .*\n$/) })
    expect(existsSync(dataDir)).toBe(false)
  })
})
