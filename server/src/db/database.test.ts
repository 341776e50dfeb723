import { mkdir } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { cleanUp, unusedPath } from '../../../testing/postgres/embedded.ts'
import { attachDatabase } from './database.ts'
import { lockDataDir } from './embedded/embedded.lock.ts'

it('a tool waits for the process that holds DATA_DIR and has no PostgreSQL yet', async () => {
  const dataDir = await unusedPath()
  await mkdir(dataDir, { mode: 0o700 })
  const lock = await lockDataDir(dataDir)
  setTimeout(lock.release, 1_500)
  const attached = await attachDatabase({ DATABASE_URL: '', DATA_DIR: dataDir }, pino({ level: 'silent' }))
  cleanUp(attached.stop)
  expect(attached.url).toContain('postgres')
})
