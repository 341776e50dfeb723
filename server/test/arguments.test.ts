import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'
import { compileCache } from '../../testing/processes/compile-cache.ts'

const root = join(import.meta.dirname, '../..')

/** The programs that the Makefile starts with Node; the first one is the service, which it starts by `scripts/serve`. */
const programs = [
  'server/src/main.ts',
  ...new Set(
    [...readFileSync(join(root, 'Makefile'), 'utf8').matchAll(/(?:node|\$\(NODE\)) (\w[\w/.-]+\.ts)/g)].map(
      ([, path = '']) => path,
    ),
  ),
]

/** Runs a command. A command that accepts its arguments is ended after half a minute. */
async function run(program: string, ...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH, DATA_DIR: await unusedPath(), ...compileCache() },
    timeout: 30_000,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { code, stderr }
}

it('finds the programs of the Makefile', () => {
  expect(programs.length).toBeGreaterThanOrEqual(12)
})

it.each(programs)('%s refuses an option that it does not know', async (path) => {
  const { code, stderr } = await run(process.execPath, path, '--unknown')
  expect(stderr).toContain("Unknown option '--unknown'")
  expect(code).toBeGreaterThan(0)
})

it.each([
  ['src/reconcile/reconcile.ts', ['--days', '0'], '--days is a number above 0, not "0".'],
  ['src/backup/backup.ts', ['folder', 'typo'], "Unexpected argument 'typo': there are no options."],
  [
    'soak/soak.ts',
    ['--only', 'slot,typo'],
    '--only has no value "typo". The values are: start; kill-start; ',
  ],
  [
    'soak/soak.ts',
    ['--attack', 'typo'],
    '--attack has no value "typo". The values are: none; two centuries of ',
  ],
  [
    'soak/soak.ts',
    ['--kind', 'kill,typo'],
    '--kind has no value "typo". The values are: kill; freeze; cut; ',
  ],
  ['soak/soak.ts', ['--only', 'slot', '--attack', 'none'], '--only slot. It is for: attack.'],
  ['soak/soak.ts', ['--only', 'attack', '--kills', '3'], '--only attack. It is for: kill-start; kill-'],
  ['soak/soak.ts', ['--slots', 'many'], '--slots is a number above 0, not "many".'],
  [
    'bench/bench.ts',
    ['--only', 'memory,typo'],
    '--only has no value "typo". The values are: comparison; availabil',
  ],
  [
    'bench/bench.ts',
    ['--against', 'HEAD', '--scenario', 'typo'],
    '--scenario has no value "typo". The values are: ',
  ],
  ['bench/bench.ts', ['--against', 'HEAD', '--only', 'growth'], '--only has no meaning with --against.'],
  ['bench/bench.ts', ['--only', 'memory', '--minutes', '30'], '--minutes is at most 14, not "30".'],
  ['bench/bench.ts', ['--bookings', '10'], '--bookings has no meaning without --against.'],
  ['bench/profile.ts', ['--only', 'typo'], '--only has no value "typo". The values are: hit; list; long; '],
])('%s refuses %j and says why', async (path, words, sentence) => {
  const { code, stderr } = await run(process.execPath, `server/${path}`, ...words)
  expect(stderr).toContain(sentence)
  expect(code).toBe(2)
})

it('a command of make that takes no ARGS refuses them', async () => {
  const { code, stderr } = await run('make', '--dry-run', 'audit', 'ARGS=--only typo')
  expect(stderr).toContain('ARGS is for test e2e reconcile soak')
  expect(code).toBe(2)
})
