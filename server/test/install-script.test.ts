import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

/** Makes a folder with scripts/install and with packages that were installed earlier, all of them. `npm` and `linkNode` are shell scripts. */
async function makeInstallation(npm: string, linkNode = ''): Promise<string> {
  const folder = await unusedPath('install-script')
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  for (const name of ['.package-lock.json', '.installed', '.installed-dev'])
    await writeFile(join(folder, 'node_modules', name), '')
  await mkdir(join(folder, 'scripts'))
  await cp('scripts/install', join(folder, 'scripts/install'))
  for (const [name, script] of [
    ['scripts/link-node', linkNode],
    ['npm', npm],
  ] as const)
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

/** Runs scripts/install in the folder, and returns what it prints. */
async function install(
  folder: string,
  words: string[],
  settings: Record<string, string> = {},
): Promise<string> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, ...settings }
  const { stdout } = await promisify(execFile)(join(folder, 'scripts/install'), words, { env })
  return stdout
}

it('scripts/install dev installs all packages also where the environment has a variable `production`', async () => {
  const folder = await makeInstallation('echo "$@"')
  expect(await install(folder, ['dev'], { production: '1' })).toContain('--include=dev')
  expect(await readdir(join(folder, 'node_modules'))).toContain('.installed-dev')
})

it('scripts/install after an update that failed does not begin anew, which would delete the installed packages first', async () => {
  const folder = await makeInstallation('echo "$@"; [ -e online ]')
  await expect(install(folder, [])).rejects.toThrow()
  expect(await readdir(join(folder, 'node_modules'))).toEqual(['.installed-dev', '.package-lock.json'])
  await writeFile(join(folder, 'online'), '')
  const output = await install(folder, [])
  expect(output).toMatch(/install --no-save .*--include=dev/)
  expect(output).not.toMatch(/^ci /m)
  expect(await readdir(join(folder, 'node_modules'))).toContain('.installed')
})

it('scripts/install installs a newer Node where the installed one is too old for the sources', async () => {
  const folder = await makeInstallation(
    'echo "$@"; touch node_modules/newer-node',
    '[ -e node_modules/newer-node ]',
  )
  expect(await install(folder, ['dev'])).toContain('--include=dev')
})
