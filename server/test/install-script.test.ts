import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

it('scripts/install dev installs all packages also where the environment has a variable `production`', async () => {
  const folder = await unusedPath('install-script')
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await writeFile(join(folder, 'node_modules/.package-lock.json'), '{}')
  await mkdir(join(folder, 'scripts'))
  await cp('scripts/install', join(folder, 'scripts/install'))
  for (const [name, script] of [
    ['scripts/link-node', ''],
    ['npm', 'echo "$@"'],
  ] as const)
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, production: '1' }
  const { stdout } = await promisify(execFile)(join(folder, 'scripts/install'), ['dev'], { env })
  expect(stdout).toContain('--include=dev')
  expect(await readdir(join(folder, 'node_modules'))).toContain('.installed-dev')
})
