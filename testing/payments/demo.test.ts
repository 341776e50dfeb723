import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { adminSettings, runService, type ServiceProcess } from '../processes/service-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const demoPayments = new URL('./demo.ts', import.meta.url).href

let dir: string
let service: ServiceProcess
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'coworking-demo-'))
})
afterEach(async () => {
  service.child.kill('SIGTERM')
  await service.exited
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
})

function startDemo(settings: Record<string, string>): void {
  const nodeOptions = [`--import=${demoPayments}`]
  service = runService({ DATA_DIR: join(dir, 'data'), ...settings }, { nodeOptions })
}

it('a demo with wrong settings is refused in one message, before any file is made', async () => {
  startDemo({ PUBLIC_URL: 'coworking.example.com', LOG_LEVEL: 'loud' })
  expect(await service.exited).toEqual({ code: 1, signal: null })
  expect(service.output().trimEnd().split('\n')).toEqual([
    'The settings are not right:',
    expect.stringMatching(/^ {2}- PUBLIC_URL must match /),
    expect.stringMatching(/^ {2}- LOG_LEVEL must be one of /),
  ])
  expect(existsSync(join(dir, 'data'))).toBe(false)
})

it('a demo on a host that this machine does not have is refused in a sentence', async () => {
  startDemo({ ...adminSettings, HOST: 'nowhere.invalid' })
  expect(await service.exited).toEqual({ code: 1, signal: null })
  expect(service.output().trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^Test payments: none, because their page cannot be served: .*nowhere\.invalid$/),
    'HOST nowhere.invalid is not an address of this machine.',
  ])
})

it('a demo has test payments, and says at which address their page must be reachable', async () => {
  startDemo({})
  await service.ready()
  expect(service.output()).toMatch(
    /^Test payments: a page of this demo \(http:\/\/[\w.]+:\d+\) stands for the bank/m,
  )
})
