import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, vi } from 'vitest'
import { createDatabase } from '../../testing/harness.ts'
import { cleanUp } from '../../testing/postgres/embedded.ts'
import { jwtSecret, runService } from '../../testing/processes/service-process.ts'

// The test starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

function run(settings: Record<string, string>) {
  const started = runService({ JWT_SECRET: jwtSecret, ...settings })
  cleanUp(() => started.child.kill('SIGKILL'))
  return started
}

it('a start on an empty database that fails afterwards has printed the password of the first administrator', async () => {
  const { url: DATABASE_URL } = await createDatabase()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const settings = { DATABASE_URL, PORT: String(port) }
  const { exited, output } = run(settings)
  expect(await exited).toEqual({ code: 1, signal: null })
  other.close()
  expect(output()).toContain(`Port ${port} on 127.0.0.1 is taken`)
  const [, email = '', password = ''] = /is (\S+), with the password (\S+) \(/.exec(output()) ?? []
  const url = await run({ DATABASE_URL, ADMIN_EMAIL: email, ADMIN_PASSWORD: password }).ready()
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email, password })
  expect((await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body })).status).toBe(200)
})

it('a process that only runs the jobs says, too, what its start has done with the account of ADMIN_EMAIL', async () => {
  const { url: DATABASE_URL } = await createDatabase()
  const admin = { ADMIN_EMAIL: 'olga@example.com', ADMIN_PASSWORD: 'a long password' }
  const { ready, output } = run({ DATABASE_URL, PROCESS: 'jobs', ...admin })
  await ready()
  await expect.poll(output).toContain('Sign in   as olga@example.com with your ADMIN_PASSWORD')
})
