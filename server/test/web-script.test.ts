import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

const root = join(import.meta.dirname, '../..')

/** Runs scripts/web.ts in a new folder that has nothing to build, with an npm that fails. Returns what it prints. */
async function runWithoutNetwork(option: string, settings: Record<string, string> = {}): Promise<string> {
  const folder = await unusedPath('web-script')
  await mkdir(join(folder, 'web'), { recursive: true })
  await mkdir(join(folder, 'bin'))
  await cp(join(root, 'scripts/web.ts'), join(folder, 'scripts/web.ts'))
  for (const name of ['server', 'tsconfig.json']) await symlink(join(root, name), join(folder, name))
  await writeFile(join(folder, 'bin/npm'), '#!/bin/sh\necho no network\nexit 1\n', { mode: 0o755 })
  const env = { ...process.env, ...settings, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` }
  const child = spawn(process.execPath, [join(folder, 'scripts/web.ts'), option], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(code).toBe(1)
  return stderr
}

it('packages that cannot be installed are reported as such, and not as a build that failed', async () => {
  const output = await runWithoutNetwork('--install')
  expect(output).toContain('no network\nWeb app: its packages could not be installed.\n')
  expect(output).not.toContain('built')
})

it('the build beside the service waits for the service at the address of HOST', async () => {
  const paths: (string | undefined)[] = []
  const service = createServer(({ url }, response) => {
    paths.push(url)
    response.end()
  }).listen(0, '127.0.0.5')
  onTestFinished(() => void service.close())
  await once(service, 'listening')
  const PORT = String((service.address() as AddressInfo).port)
  const output = await runWithoutNetwork('--with-service', { HOST: '127.0.0.5', PORT })
  expect(paths).toEqual(['/healthz'])
  expect(output).toContain('Web app: could not be built. The API works without it')
})
