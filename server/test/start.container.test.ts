import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { cleanUp } from '../../testing/postgres/embedded.ts'
import { adminSettings, runService, serveScript } from '../../testing/processes/service-process.ts'
import { until } from '../../testing/processes/until.ts'

const hasProcessNamespaces = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0

// The kernel ignores a signal for which process 1 has no handler.
it.runIf(hasProcessNamespaces)(
  'a service that waits for PostgreSQL, as process 1 of a container, ends by SIGTERM',
  async () => {
    const nothingListens = { ...adminSettings, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const container = { serve: 'unshare', nodeOptions: ['--pid', '--fork', '--kill-child', serveScript] }
    const { child, exited, output } = runService(nothingListens, container)
    cleanUp(() => child.kill('SIGKILL'))
    await until('the service to wait', () => output().includes('Waiting up to'))
    const [processOne = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
    process.kill(Number(processOne), 'SIGTERM')
    expect(await exited).toEqual({ code: 143, signal: null })
  },
)
