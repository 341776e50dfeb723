import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cleanUp } from '../postgres/embedded.ts'
import { createRedisProcess } from './redis-process.ts'
import { runService } from './service-process.ts'

it('a service on another database gets a data folder of its own, which is removed when it ends', async () => {
  // This program prints its environment instead of starting the service.
  const { exited, log } = runService({ DATABASE_URL: 'postgres://localhost/one' }, { serve: 'env' })
  await exited
  const [, dataDir = ''] = /^DATA_DIR=(.*)$/m.exec(log()) ?? []
  expect(dataDir.startsWith(tmpdir())).toBe(true)
  expect(existsSync(dataDir)).toBe(false)
})

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

it.runIf(hasRedis)('a redis-server ends with the process that has started it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coworking-redis-'))
  cleanUp(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }))
  const script = `
    import { createRedisProcess } from './redis-process.ts'
    await createRedisProcess(process.argv[1]).start()
    process.exit(7)`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script, dir], {
    cwd: import.meta.dirname,
  })
  expect(status).toBe(7)
  await expect
    .poll(() =>
      createRedisProcess(dir)
        .flush()
        .catch(({ code }) => code),
    )
    .toBe('ECONNREFUSED')
})
