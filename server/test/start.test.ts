import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { databaseUrl } from '../../testing/global-setup.ts'
import { createDatabase } from '../../testing/harness.ts'
import { startMailServer } from '../../testing/mails/mail-server.ts'
import { holdSpaceLock } from '../../testing/postgres/locks.ts'
import { compileCache } from '../../testing/processes/compile-cache.ts'
import { createClient } from '../../testing/processes/http-client.ts'
import { interval, makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import {
  adminEmail,
  adminSettings,
  isReady,
  jwtSecret,
  runService,
  type ServiceProcess,
} from '../../testing/processes/service-process.ts'
import { until } from '../../testing/processes/until.ts'
import { findRunningEmbedded } from '../src/db/embedded/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { readMigrations } from '../src/db/migrations.ts'

// The tests start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

const longCloseTimeout = new URL('./long-close-timeout.ts', import.meta.url).href

let dir: string
let dataDir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'coworking-start-'))
  dataDir = join(dir, 'data')
})
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

const processes: ServiceProcess[] = []
afterEach(async () => {
  for (const { child, exited } of processes.splice(0)) {
    child.kill('SIGTERM')
    await exited
  }
})

/** Starts a service, by default on the DATA_DIR of this file. It is stopped after the test. */
function run(settings: Record<string, string> = {}, options?: Parameters<typeof runService>[1]) {
  const started = runService({ DATA_DIR: dataDir, ...adminSettings, ...settings }, options)
  processes.push(started)
  return started
}

describe('a start', () => {
  it('of twenty instances at once migrates an empty database exactly once', async () => {
    const database = await createDatabase('template0')
    try {
      const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(database.url)))
      const names = (await readMigrations()).map((migration) => migration.name)
      expect(applied.filter((list) => list.length > 0)).toEqual([names])
    } finally {
      await database.drop()
    }
  })

  it('with wrong settings is refused in one message that names all of them, before any file is made', async () => {
    const untouched = join(dir, 'untouched')
    const wrong = { DATA_DIR: untouched, PORT: 'http', HOST: 'x y', LOG_LEVEL: 'loud', ADMIN_PASSWORD: '' }
    const { exited, output } = run(wrong)
    expect(await exited).toEqual({ code: 1, signal: null })
    expect(output().trimEnd().split('\n')).toEqual([
      'The settings are not right:',
      '  - PORT must be integer',
      expect.stringContaining('  - HOST must match'),
      expect.stringMatching(/^ {2}- LOG_LEVEL must be one of .*info/),
      '  - ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither',
    ])
    expect(existsSync(untouched)).toBe(false)
  })

  it('on a port that is in use is refused with a remedy, and leaves no PostgreSQL running', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { exited, output } = run({ PORT: String(port) })
    expect(await exited).toEqual({ code: 1, signal: null })
    expect(output()).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop the program that uses it, or set PORT to another port.\n`,
    )
    expect(await findRunningEmbedded(dataDir)).toBeNull()
    other.close()
  })

  it('with PORT=0 writes the port that it got into the links of mails and of problems', async () => {
    const mailServer = await startMailServer()
    try {
      const url = await run({ PORT: '0', SMTP_URL: mailServer.url }).ready()
      const problem = await (await fetch(`${url}/api/v1/spaces/x`)).json()
      expect(problem).toMatchObject({ type: `${url}/docs/errors#validation_failed` })
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ email: adminEmail })
      await fetch(`${url}/api/v1/auth/password-reset`, { method: 'POST', headers, body })
      await until('a mail', () => mailServer.received.length > 0)
      expect(mailServer.received[0]?.mail.text).toContain(`${url}/reset-password#`)
    } finally {
      await mailServer.close()
    }
  })

  it('on a database that does not exist is refused in one sentence, and so is each tool', async () => {
    const DATABASE_URL = databaseUrl(inject('postgresUrl'), 'nowhere')
    const { exited, output } = run({ DATABASE_URL })
    expect(await exited).toEqual({ code: 1, signal: null })
    const sentence =
      'PostgreSQL refuses: database "nowhere" does not exist. Create it, or name another database in DATABASE_URL.\n'
    expect(output()).toBe(sentence)
    for (const [tool, ...words] of [
      ['audit/audit.ts'],
      ['backup/backup.ts'],
      ['admin/admin.ts', 'olga@example.com'],
    ]) {
      const { stderr } = spawnSync(process.execPath, [`server/src/${tool}`, ...words], {
        env: { DATABASE_URL, JWT_SECRET: jwtSecret, ...compileCache() },
        encoding: 'utf8',
      })
      expect([tool, stderr]).toEqual([tool, sentence])
    }
  })

  it('on the DATA_DIR of a running service is refused with the number of its process, and does not disturb it', async () => {
    const first = run()
    const url = await first.ready()
    const second = run()
    expect(await second.exited).toEqual({ code: 1, signal: null })
    expect(second.output()).toBe(
      `DATA_DIR ${dataDir} is in use by process ${first.child.pid}: stop that service, or set another DATA_DIR\n`,
    )
    expect(await isReady(url)).toBe(true)
  })
})

describe('a stop', () => {
  it.each([
    { how: 'SIGTERM', signal: (pid: number) => process.kill(pid, 'SIGTERM') },
    // A terminal sends the signal to all processes of the group. PostgreSQL must not get it, because it would abort work of the service.
    { how: "a terminal's Ctrl-C", signal: (pid: number) => process.kill(-pid, 'SIGINT') },
    {
      how: 'SIGINT and SIGTERM',
      signal: (pid: number) => process.kill(pid, 'SIGINT') && process.kill(pid, 'SIGTERM'),
    },
  ])('by $how finishes and answers a request, then ends PostgreSQL', async ({ signal }) => {
    const service = run({}, { ownGroup: true, nodeOptions: [`--import=${longCloseTimeout}`] })
    const url = await service.ready()
    const client = createClient(() => url, 8)
    const { spaceIds, members } = await makeMembersFixture(client, { spaces: 1, members: 1 })
    const blocker = await holdSpaceLock(dataDir, spaceIds[0])
    const token = await members[0]?.token()
    const response = client.request('POST', 'bookings', {
      token: token ?? '',
      body: { spaceId: spaceIds[0], ...interval(0, 60) },
    })
    await blocker.untilWaiting(1)
    signal(service.child.pid ?? 0)
    await until('no new connections', () => isClosed(url))
    await blocker.release()
    expect((await response).status).toBe(201)
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(await findRunningEmbedded(dataDir)).toBeNull()
    client.close()
  })

  it.each(['a full disk', 'a closed pipe', 'a pipe that nobody reads'])(
    'is graceful, and requests succeed before it, although the log goes to %s and SIGHUP was sent',
    async (logTarget) => {
      const full = logTarget === 'a full disk' ? openSync('/dev/full', 'w') : undefined
      const service = run({ LOG_LEVEL: 'info' }, full === undefined ? {} : { logFd: full })
      const url = await service.ready()
      if (logTarget === 'a closed pipe') service.child.stdout?.destroy()
      if (logTarget === 'a pipe that nobody reads') service.child.stdout?.removeAllListeners('data').pause()
      service.child.kill('SIGHUP')
      /** Sends requests that write lines of the log; returns how many lines were lost. */
      const countLostLines = async () => {
        for (let n = 0; n < 200; n++) await (await fetch(`${url}/healthz?${'x'.repeat(8)}`)).arrayBuffer()
        const metrics = await (await fetch(`${url}/metrics`)).text()
        return Number(/^log_lines_lost_total (\d+)$/m.exec(metrics)?.[1])
      }
      if (logTarget === 'a pipe that nobody reads') for (let n = 0; n < 4; n++) await countLostLines()
      else await expect.poll(countLostLines).toBeGreaterThan(0)
      service.child.kill('SIGTERM')
      expect(await exitOf(service, logTarget)).toEqual({ code: 0, signal: null })
      if (full !== undefined) closeSync(full)
    },
  )

  it('does not wait for a mail server that does not respond', async () => {
    const silent = await startSilentMailServer()
    const service = run({ SMTP_URL: `smtp://127.0.0.1:${silent.port}` })
    const client = createClient(() => url, 1)
    const url = await service.ready()
    const anna = {
      email: 'anna@example.com',
      password: 'long enough 1',
      firstName: 'Anna',
      lastName: 'Orlova',
    }
    expect((await client.request('POST', 'auth/register', { body: anna })).status).toBe(201)
    await silent.firstCommand
    service.child.kill('SIGTERM')
    expect(await service.exited).toEqual({ code: 0, signal: null })
    client.close()
    silent.close()
  })
})

/** Waits for the exit of the process. `exited` also waits for the end of its output, which does not come while nobody reads the pipe. */
async function exitOf({ child, exited }: ServiceProcess, logTarget: string) {
  if (logTarget !== 'a pipe that nobody reads') return exited
  const [code, signal] = await once(child, 'exit')
  child.stdout?.resume()
  return { code, signal }
}

/** A mail server that sends its greeting and answers no command. */
async function startSilentMailServer() {
  let onCommand = () => {}
  const firstCommand = new Promise<void>((resolve) => {
    onCommand = resolve
  })
  const server = createServer((socket) => {
    socket.on('data', onCommand).on('error', () => {})
    socket.write('220 here\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, firstCommand, close: () => server.close() }
}

function isClosed(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const probe = connect(Number(port), hostname)
    probe
      .on('error', () => resolve(true))
      .on('connect', () => probe.destroy().once('close', () => resolve(false)))
  })
}
