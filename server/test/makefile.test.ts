import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

const settings = [
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'DATA_DIR',
  'HOST',
  'PUBLIC_URL',
  'SMTP_URL',
  'PAYMENTS',
]

/** A program in place of one that the Makefile starts: it prints its arguments and some settings. */
const print = `const found = ${JSON.stringify(settings)}.map((name) => [name, process.env[name]])
console.log(JSON.stringify({ words: process.argv.slice(2), ...Object.fromEntries(found) }))`

/** The environment without the settings, and without what `make test ARGS=…` passes on to the makes that it starts. */
function environment(): NodeJS.ProcessEnv {
  const left = [...settings, 'MAKEFLAGS', 'MAKEOVERRIDES', 'MAKELEVEL', 'ARGS']
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !left.includes(name)))
}

/** Runs make with the real Makefile in a new folder with other programs. Returns what the program has printed, and the HOST of the web build. */
async function make(words: string[], dotEnv = ''): Promise<Record<string, unknown>> {
  const folder = await unusedPath('makefile')
  const files = {
    Makefile: await readFile('Makefile', 'utf8'),
    '.env': dotEnv,
    'package.json': '{}',
    'package-lock.json': '{}',
    'node_modules/.installed': '',
    'scripts/web.ts': `import { writeFileSync } from 'node:fs'\nwriteFileSync('web-host', process.env.HOST ?? 'none')`,
    'scripts/serve': '#!/bin/sh\nexec node "$1" server/src/print.ts\n',
    'server/src/print.ts': print,
    'server/src/admin/admin.ts': print,
    'server/src/finish-refund/finish-refund.ts': print,
    'server/src/backup/restore.ts': print,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text, { mode: 0o755 })
  }
  await mkdir(join(folder, 'node_modules/.bin'))
  await symlink(process.execPath, join(folder, 'node_modules/.bin/node'))
  // Git and mail programs read the address of the person from EMAIL.
  const options = { cwd: folder, env: { ...environment(), EMAIL: 'author@example.com' } }
  const { stdout } = await promisify(execFile)('make', ['--silent', ...words], options)
  const webHost = await readFile(join(folder, 'web-host'), 'utf8').catch(() => null)
  return { ...JSON.parse(stdout), webHost }
}

it.each(["o'brien@example.com", 'a$HOME$(HOME)@example.com', 'a`id`"b"\\c@example.com'])(
  'make admin, make restore and make finish-refund take %s as it was typed',
  async (value) => {
    expect(await make(['admin', `EMAIL=${value}`])).toMatchObject({ words: [value] })
    expect(await make(['restore', `FILE=${value}`])).toMatchObject({ words: [value] })
    expect(await make(['finish-refund', `REFUND=${value}`, 'RESULT=made'])).toMatchObject({
      words: [value, 'made'],
    })
  },
)

it('make admin takes no address from the environment', async () => {
  expect(await make(['admin'])).toMatchObject({ words: [''] })
})

it('make demo uses its own data folder, and nothing of the members, although .env names a database and another folder', async () => {
  const url = 'postgres://coworking@db.example.com/coworking'
  const others =
    'HOST=0.0.0.0\nPUBLIC_URL=https://example.com\nSMTP_URL=smtp://mail.example.com\nPAYMENTS=stripe\n'
  const dotEnv = `DATABASE_URL=${url}\nDATABASE_REPLICA_URL=${url}\nDATA_DIR=/var/lib/coworking\n${others}`
  expect(await make(['demo'], dotEnv)).toMatchObject({
    DATABASE_URL: '',
    DATABASE_REPLICA_URL: '',
    HOST: '',
    PUBLIC_URL: '',
    SMTP_URL: '',
    PAYMENTS: '',
    DATA_DIR: './data/demo',
    // The build of the web app waits for the service at this address.
    webHost: '',
  })
})

it.each([
  { installed: 'an earlier version', words: ['install', 'build'] },
  { installed: 'nothing', words: ['build'] },
])('make build where $installed is installed runs $words', async ({ installed, words }) => {
  const folder = await unusedPath('makefile-build')
  const script = '#!/bin/sh\nbasename "$0"\n'
  await mkdir(join(folder, 'scripts'), { recursive: true })
  for (const name of ['install', 'build'])
    await writeFile(join(folder, 'scripts', name), script, { mode: 0o755 })
  for (const name of ['package.json', 'package-lock.json']) await writeFile(join(folder, name), '{}')
  if (installed !== 'nothing') {
    await mkdir(join(folder, 'node_modules'))
    await writeFile(join(folder, 'node_modules/.installed'), '')
    await utimes(join(folder, 'node_modules/.installed'), 0, 0)
  }
  const { stdout } = await promisify(execFile)('make', ['--silent', '-f', resolve('Makefile'), 'build'], {
    cwd: folder,
    env: environment(),
  })
  expect(stdout.trim().split('\n')).toEqual(words)
})

it('make screenshots fails without Chromium, and says so', async () => {
  const env = { PATH: '/', SCREENSHOTS: 'true' }
  await expect(promisify(execFile)(process.execPath, ['e2e/vitest.config.ts'], { env })).rejects.toThrow(
    'No picture can be made.',
  )
})
