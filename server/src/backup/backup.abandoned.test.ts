import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { createMigratedDatabase } from '../../../testing/backup/databases.ts'
import { unusedPath } from '../../../testing/postgres/embedded.ts'
import { dayMs } from '../shared/time-range.ts'
import { writeBackup } from './backup.write.ts'

it('the incomplete file of an interrupted backup is removed by the next backup where it was left behind more than a day ago', async () => {
  const dir = await unusedPath('backups')
  await mkdir(dir)
  const names = ['2026-11-01T00-00-00.000Z.sql.gz.partial', '2026-11-02T00-00-00.000Z.sql.gz.partial']
  for (const name of [...names, 'notes.partial']) await writeFile(join(dir, name), '')
  const twoDaysAgo = new Date(Date.now() - 2 * dayMs)
  for (const name of [names[0] ?? '', 'notes.partial']) await utimes(join(dir, name), twoDaysAgo, twoDaysAgo)
  const { path } = await writeBackup({ url: await createMigratedDatabase(), dir, clock: { now: () => 0 } })
  expect((await readdir(dir)).sort()).toEqual([basename(path), names[1], 'notes.partial'])
})
