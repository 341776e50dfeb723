import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { adminSettings, runService, serveScript } from '../../testing/processes/service-process.ts'
import { until } from '../../testing/processes/until.ts'

// `script` of Debian's bsdutils starts a program in a terminal. When it is killed, the terminal is closed.
it.runIf(process.platform === 'linux' && existsSync('/usr/bin/script'))(
  'a service that waits for PostgreSQL ends where its terminal is closed',
  async () => {
    const nothingListens = { ...adminSettings, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const terminal = ['-qec', `echo "process $$"; exec ${serveScript}`, '/dev/null']
    const { child, log } = runService(nothingListens, { serve: 'script', nodeOptions: terminal })
    await until('the service to wait', () => log().includes('Waiting up to'))
    const files = `/proc/${/process (\d+)/.exec(log())?.[1]}`
    expect(existsSync(files)).toBe(true)
    child.kill('SIGKILL')
    await until('its end', () => !existsSync(files))
  },
  60_000,
)
