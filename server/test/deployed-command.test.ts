import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

/**
 * Runs deploy/coworking-manager in `folder` and returns the command that it would run, with its words on separate lines: its Node is a
 * program that prints its arguments, and it is not run as root.
 */
async function commandOf(folder: string, words: string[]): Promise<string[]> {
  const root = join(folder, 'opt')
  await mkdir(join(root, 'scripts'), { recursive: true })
  const script = await readFile('deploy/coworking-manager', 'utf8')
  const programs = {
    'scripts/find-node': 'echo ./print',
    print: `printf '%s\\n' "$@"`,
    id: 'echo 1000',
    'coworking-manager': script.replaceAll('/opt/coworking-manager', root),
  }
  for (const [name, text] of Object.entries(programs))
    await writeFile(join(root, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const options = { cwd: folder, env: { PATH: `${root}:${process.env.PATH}` } }
  const { stdout } = await promisify(execFile)(join(root, 'coworking-manager'), words, options)
  return stdout.trimEnd().split('\n')
}

it.each([
  { words: ['backup', 'copies'], run: ['server/src/backup/backup.ts', 'FOLDER/copies'] },
  { words: ['backup', '/var/backups'], run: ['server/src/backup/backup.ts', '/var/backups'] },
  { words: ['restore', './a b.sql.gz'], run: ['server/src/backup/restore.ts', 'FOLDER/./a b.sql.gz'] },
  { words: ['restore', '--help'], run: ['server/src/backup/restore.ts', '--help'] },
  { words: ['audit'], run: ['server/src/audit/audit.ts'] },
  {
    words: ['reconcile', '--days', '90'],
    run: ['server/src/reconcile/reconcile.ts', '--days', '90'],
  },
  {
    words: ['finish-refund', '0190', 'made'],
    run: ['server/src/finish-refund/finish-refund.ts', '0190', 'made'],
  },
  { words: ['admin', 'olga@example.com'], run: ['server/src/admin/admin.ts', 'olga@example.com'] },
])(
  'coworking-manager $words runs the tool; a relative path begins at the folder in which the command is called',
  async ({ words, run }) => {
    const folder = await unusedPath('called-here')
    await mkdir(folder)
    expect(await commandOf(folder, words)).toEqual([
      '--env-file=/etc/coworking-manager.env',
      ...run.map((word) => word.replace('FOLDER', folder)),
    ])
  },
)
