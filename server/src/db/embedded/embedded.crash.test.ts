import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  cleanUp,
  firstLine,
  kill,
  makeDataDirWithNumbers,
  serverPid,
  spawnEmbedded,
  start,
} from '../../../../testing/postgres/embedded.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { findBinaries } from './embedded.binaries.ts'
import { createLauncher, launch } from './embedded.launcher.ts'
import { clusterNameOf, isServerProcess } from './embedded.postmaster.ts'
import { findRunningEmbedded } from './embedded.ts'
import { postgresUsers } from './embedded.user.ts'
import { waitUntil } from './embedded.wait.ts'

// The guard ends PostgreSQL when the service dies.
const withGuard = (await createLauncher([])).guard.length > 0

let dataDir: string
let pgDataDir: string
beforeAll(async () => {
  dataDir = await makeDataDirWithNumbers()
  pgDataDir = join(dataDir, 'postgres')
})
beforeEach(async () => {
  const { url, stop } = await start(dataDir)
  await query(url, 'TRUNCATE numbers')
  await stop()
})
afterAll(() => rm(dataDir, { recursive: true, maxRetries: 10 }))

describe('after a crash', () => {
  it.runIf(withGuard)('of the service PostgreSQL ends by itself', async () => {
    const service = spawnEmbedded(dataDir)
    await firstLine(service)
    const pid = await serverPid(dataDir)
    await kill(service)
    expect(await waitUntil(5_000, async () => !(await isServerProcess(pid, pgDataDir)))).toBe(true)
    expect(await findRunningEmbedded(dataDir)).toBeNull()
  })

  it('of the service an immediate start has all committed data', async () => {
    const service = spawnEmbedded(dataDir)
    const url = await firstLine(service)
    await query(url, 'INSERT INTO numbers VALUES (7)')
    const pid = await serverPid(dataDir)
    await kill(service)
    const next = await start(dataDir)
    expect(await isServerProcess(pid, pgDataDir)).toBe(false)
    expect(next.url).toBe(url)
    expect(await query(next.url, 'SELECT n FROM numbers')).toEqual([{ n: 7 }])
  })

  it('a PostgreSQL whose service has ended is replaced', async () => {
    const launcher = { user: postgresUsers(pgDataDir)[0] ?? null, guard: [] }
    const { binDir } = await findBinaries({ binaries: undefined, major: null, launcher, dataDir })
    const args = [
      '-c',
      'listen_addresses=',
      '-k',
      '.',
      '-c',
      `cluster_name=${await clusterNameOf(pgDataDir)}`,
    ]
    const orphan = launch(launcher, join(binDir, 'postgres'), args, pgDataDir)
    cleanUp(() => kill(orphan))
    expect(await waitUntil(5_000, async () => (await findRunningEmbedded(dataDir)) !== null)).toBe(true)
    await query((await findRunningEmbedded(dataDir)) ?? '', 'INSERT INTO numbers VALUES (8)')
    const { url } = await start(dataDir)
    expect(orphan.exitCode).toBe(0)
    expect(await query(url, 'SELECT n FROM numbers')).toEqual([{ n: 8 }])
  })

  it('lock files are ignored where their process number now belongs to another process', async () => {
    const [user] = postgresUsers(pgDataDir)
    const otherProcess = spawn('sleep', ['60'], {
      stdio: 'ignore',
      ...(user && { uid: user.uid, gid: user.gid }),
    })
    cleanUp(() => kill(otherProcess))
    const text = `${otherProcess.pid}\n${pgDataDir}\n1700000000\n5432\n.\n\n  1  1\nready   \n`
    await writeFile(join(pgDataDir, 'postmaster.pid'), text)
    await writeFile(join(pgDataDir, '.s.PGSQL.5432.lock'), text)
    expect(await findRunningEmbedded(dataDir)).toBeNull()
    const { url } = await start(dataDir)
    expect(await query(url, 'SELECT n FROM numbers')).toEqual([])
    expect(otherProcess.signalCode).toBeNull()
  })

  it('of PostgreSQL it is started again on the same URL, although a session is in a long computation', async () => {
    const { url } = await start(dataDir)
    await query(url, 'INSERT INTO numbers VALUES (9)')
    const busy = query(url, 'SELECT count(*) FROM generate_series(1, 100000000000)').catch((error) => error)
    const active = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%generate_series%' AND pid <> pg_backend_pid()`
    expect(await waitUntil(5_000, async () => (await query(url, active)).length > 0)).toBe(true)
    const pid = await serverPid(dataDir)
    process.kill(pid, 'SIGKILL')
    const stored = () => query(url, 'SELECT n FROM numbers').catch(() => [])
    expect(await waitUntil(10_000, async () => (await stored()).length > 0)).toBe(true)
    expect(await serverPid(dataDir)).not.toBe(pid)
    expect(await busy).toBeInstanceOf(Error)
  })
})

describe('a stop', () => {
  it('ends PostgreSQL while sessions are busy, and may be called twice', async () => {
    const { url, stop } = await start(dataDir)
    const busy = query(url, 'SELECT pg_sleep(60)').catch((error) => error)
    await Promise.all([stop(), stop()])
    expect(await findRunningEmbedded(dataDir)).toBeNull()
    expect(await busy).toBeInstanceOf(Error)
  })

  it('in the middle of a restart ends the new PostgreSQL, too', async () => {
    const { stop } = await start(dataDir)
    process.kill(await serverPid(dataDir), 'SIGKILL')
    await stop()
    expect(await findRunningEmbedded(dataDir)).toBeNull()
    await start(dataDir)
  })
})
