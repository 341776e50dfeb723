import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backUp, createMigratedDatabase } from '../../testing/backup/databases.ts'
import { cleanUp } from '../../testing/postgres/embedded.ts'

const hasProcessNamespaces = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0
const src = join(import.meta.dirname, '../src')

// The kernel ignores a signal for which process 1 has no handler.
it.runIf(hasProcessNamespaces).each([
  ['admin/admin.ts', async () => ['olga@example.com']],
  ['audit/audit.ts', async () => []],
  ['finish-refund/finish-refund.ts', async () => [crypto.randomUUID(), 'made']],
  ['reconcile/reconcile.ts', async () => []],
  ['backup/restore.ts', async () => [await backUp(await createMigratedDatabase())]],
])(
  '%s, as process 1 of a container, ends by Ctrl-C while PostgreSQL does not respond',
  async (tool, argumentsOf) => {
    const silent = createServer().listen(0, '127.0.0.1')
    cleanUp(async () => void silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/none`,
      JWT_SECRET: 'a secret for as long as a command lasts',
      PAYMENTS: 'yookassa',
      YOOKASSA_SHOP_ID: '1',
      YOOKASSA_SECRET_KEY: 'test_key',
    }
    const command = ['--pid', '--fork', '--kill-child', process.execPath, join(src, tool)]
    const child = spawn('unshare', [...command, ...(await argumentsOf())], { env })
    cleanUp(async () => void child.kill('SIGKILL'))
    const exited = once(child, 'exit')
    await once(silent, 'connection')
    const [processOne = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
    process.kill(Number(processOne), 'SIGINT')
    expect(await exited).toEqual([130, null])
  },
)
