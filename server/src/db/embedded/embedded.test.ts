import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { debianBinDir } from '../../../../testing/postgres/debian.ts'
import {
  cleanUp,
  firstLine,
  isRoot,
  makeDataDirWithNumbers,
  serverPid,
  spawnEmbedded,
  start,
  unusedPath,
} from '../../../../testing/postgres/embedded.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { findRunningEmbedded } from './embedded.ts'
import { namedUser } from './embedded.user.ts'
import { waitUntil } from './embedded.wait.ts'

let madeDir: string
beforeAll(async () => {
  madeDir = await makeDataDirWithNumbers()
})
afterAll(() => rm(madeDir, { recursive: true, maxRetries: 10 }))

describe('a start', () => {
  it('makes a UTF-8 database in any environment, and the next start has its data', async () => {
    for (const name of ['LANG', 'LC_ALL', 'LC_CTYPE']) vi.stubEnv(name, undefined)
    vi.stubEnv('PGPORT', '1')
    vi.stubEnv('PGSSLMODE', 'require')
    cleanUp(() => vi.unstubAllEnvs())
    const dataDir = await unusedPath()
    await mkdir(join(dataDir, 'postgres.new-cut-short/base'), { recursive: true })
    const first = await start(dataDir)
    const [row] = await query(
      first.url,
      `SELECT current_setting('server_encoding') AS encoding, lower('ПРИВЕТ') AS lower, current_setting('fsync') AS fsync`,
    )
    expect(row).toEqual({ encoding: 'UTF8', lower: 'привет', fsync: 'on' })
    expect((await readdir(dataDir)).filter((name) => name.includes('new'))).toEqual([])
    await query(first.url, `CREATE TABLE notes AS SELECT 'стол' AS text`)
    await first.stop()
    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT text FROM notes')).toEqual([{ text: 'стол' }])
    expect(second.version).toMatch(/^\d+\.\d+/)
  })

  it('puts data and socket where no other user has access', async () => {
    const { url } = await start(madeDir)
    const names = ['', 'postgres', 'postgres/.s.PGSQL.5432', 'service.lock']
    const open = await Promise.all(names.map(async (name) => (await stat(join(madeDir, name))).mode & 0o077))
    expect(open).toEqual([0, 0, 0, 0])
    expect(await query(url, `SELECT current_setting('listen_addresses') AS tcp`)).toEqual([{ tcp: '' }])
  })

  it('has btree_gist, which the service needs, and two extensions that an operator may add; pg_trgm knows Cyrillic letters', async () => {
    const { url } = await start(madeDir)
    await query(url, 'CREATE EXTENSION btree_gist; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm')
    const [row] = await query(url, `SELECT similarity('переговорная', 'переговорка') > 0.5 AS similar`)
    expect(row).toEqual({ similar: true })
  })

  it('works when the path of DATA_DIR is too long for a socket, and gives the same URL again', async () => {
    const dataDir = await unusedPath(`${'a long name/'.repeat(8)}данные, %41`)
    const first = await start(dataDir)
    cleanUp(() => rm(decodeURIComponent(new URL(first.url).hostname), { recursive: true, maxRetries: 10 }))
    expect(await findRunningEmbedded(dataDir)).toBe(first.url)
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await first.stop()
    expect((await start(dataDir)).url).toBe(first.url)
  })

  // Files of root come from a copy or a backup. Files of the named user come from earlier versions, which ran PostgreSQL as that user:
  // other services could read them.
  it.runIf(isRoot).each(['0:0', `${namedUser().uid}:${namedUser().gid}`])(
    'by root on files of %s runs PostgreSQL as a separate user',
    async (owner) => {
      execFileSync('chown', ['-R', owner, join(madeDir, 'postgres')])
      const { stop } = await start(madeDir)
      const { uid } = await stat(`/proc/${await serverPid(madeDir)}`)
      expect(uid).toBeGreaterThan(0)
      const known = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':')[2])
      expect(known).not.toContain(`${uid}`)
      expect((await stat(join(madeDir, 'postgres/PG_VERSION'))).uid).toBe(uid)
      await stop()
    },
  )

  it.runIf(isRoot)(
    'by root runs PostgreSQL as another user, who has no access to the path of DATA_DIR',
    async () => {
      const { url } = await start(madeDir)
      expect((await stat(madeDir)).mode & 0o777).toBe(0o700)
      // A reload reads the configuration by its absolute path; parallel workers are processes started later.
      await query(url, 'ALTER SYSTEM SET log_checkpoints = off')
      await query(url, 'SELECT pg_reload_conf()')
      const isOff = async () => (await query(url, 'SHOW log_checkpoints'))[0]?.log_checkpoints === 'off'
      expect(await waitUntil(5_000, isOff)).toBe(true)
      await query(url, 'CREATE TABLE many AS SELECT generate_series(1, 1000) AS n; ANALYZE many')
      const eager = '-c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0'
      const [plan] = await query(
        `${url}&options=${encodeURIComponent(eager)}`,
        'EXPLAIN (ANALYZE, FORMAT JSON) SELECT count(*) FROM many',
      )
      expect(JSON.stringify(plan)).toMatch(/"Workers Launched":[1-9]/)
    },
  )

  it.runIf(debianBinDir)("works with Debian's PostgreSQL", async () => {
    const { url } = await start(await unusedPath(), 'system')
    const text = `SELECT current_setting('server_encoding') AS encoding, lower('ПРИВЕТ') AS lower`
    expect(await query(url, text)).toEqual([{ encoding: 'UTF8', lower: 'привет' }])
  })
})

describe('a start is refused', () => {
  it('when the data is of a major version that the machine lacks', async () => {
    const dataDir = await unusedPath()
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '9\n')
    await expect(start(dataDir)).rejects.toThrow(
      /was made by PostgreSQL 9 and this machine has PostgreSQL \d+.*"Upgrading PostgreSQL"/,
    )
  })

  it.runIf(process.platform === 'linux')('where its folder cannot be made', async () => {
    await expect(start('/proc/coworking/data')).rejects.toThrow(
      /^PostgreSQL cannot run in DATA_DIR \/proc\/coworking\/data \(ENOENT: .*mkdir.*\): set a DATA_DIR/,
    )
  })

  it('when other files are in the place of the data', async () => {
    const dataDir = await unusedPath()
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await writeFile(join(dataDir, 'postgres/thesis.txt'), '')
    await expect(start(dataDir)).rejects.toThrow('move it away')
  })

  it('with the reason when PostgreSQL does not start', async () => {
    const path = join(madeDir, 'postgres/postgresql.auto.conf')
    await writeFile(path, 'shared_buffers = many\n')
    cleanUp(() => writeFile(path, ''))
    await expect(start(madeDir)).rejects.toThrow(/configuration file .* contains errors/)
  })

  it('when another service has DATA_DIR, and is possible when that service has stopped', async () => {
    const first = await start(madeDir)
    await expect(start(madeDir)).rejects.toThrow(`DATA_DIR ${madeDir} is in use by process ${process.pid}:`)
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await first.stop()
    await start(madeDir)
  })

  it('for all but one of the services that start at one moment on an empty directory', async () => {
    const dataDir = await unusedPath()
    const services = [spawnEmbedded(dataDir), spawnEmbedded(dataDir), spawnEmbedded(dataDir)]
    const lines = await Promise.all(services.map(firstLine))
    const won = lines.findIndex((line) => line.startsWith('postgres://'))
    const refusal = `is in use by process ${services[won]?.pid}:`
    expect(lines.filter((line) => line.includes(refusal))).toHaveLength(2)
    expect(await query(lines[won] ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
