import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { adminSettings, runService } from '../../testing/processes/service-process.ts'

// The tests start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'coworking-host-'))
})
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

it.each(['nowhere.invalid', 'fe80::1'])(
  'a start with a HOST on which this machine cannot listen is refused in one sentence: %s',
  async (host) => {
    const untouched = join(dir, 'untouched')
    const { exited, output } = runService({ DATA_DIR: untouched, ...adminSettings, HOST: host })
    expect(await exited).toEqual({ code: 1, signal: null })
    expect(output()).toBe(`HOST ${host} is not an address of this machine.\n`)
    expect(existsSync(untouched)).toBe(false)
  },
)

it('a process with PROCESS=jobs prints the address on which it listens, not that of PUBLIC_URL', async () => {
  const settings = { DATA_DIR: dir, ...adminSettings, PROCESS: 'jobs', HOST: '127.0.0.5' }
  const { child, exited, ready } = runService({ ...settings, PUBLIC_URL: 'https://loft.example.com/desks' })
  expect(await ready()).toMatch(/^http:\/\/127\.0\.0\.5:\d+$/)
  child.kill('SIGTERM')
  expect(await exited).toEqual({ code: 0, signal: null })
})

it('a service with HOST=localhost listens on one address, so that a stop finishes all of its requests', async () => {
  const localhost = new URL('./localhost-with-ipv6.ts', import.meta.url).href
  const settings = { DATA_DIR: dir, ...adminSettings, HOST: 'localhost' }
  const { child, exited, ready } = runService(settings, { nodeOptions: [`--import=${localhost}`] })
  const { hostname, port } = new URL(await ready())
  expect(hostname).toBe('localhost')
  const accepts = (host: string) =>
    new Promise<boolean>((resolve) => {
      const probe = connect(Number(port), host)
      probe.on('error', () => resolve(false)).on('connect', () => resolve(probe.destroy().destroyed))
    })
  expect([await accepts('127.0.0.1'), await accepts('::1')]).toEqual([true, false])
  child.kill('SIGTERM')
  expect(await exited).toEqual({ code: 0, signal: null })
})
