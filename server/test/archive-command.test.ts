import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { unusedPath } from '../../testing/postgres/embedded.ts'

/** Makes a folder with an archive, and returns how the archive_command of docs/deployment.md archives a file of this content as `segment`. */
async function makeArchive() {
  const folder = await unusedPath('archive')
  const archive = join(folder, 'wal')
  await mkdir(archive, { recursive: true })
  const [, command = ''] =
    /^archive_command = '(.+)'$/m.exec(await readFile('docs/deployment.md', 'utf8')) ?? []
  return {
    archive,
    async store(content: string): Promise<void> {
      const path = join(folder, 'segment')
      await writeFile(path, content)
      const line = command
        .replaceAll('/var/backups/postgresql/wal', archive)
        .replaceAll('%p', path)
        .replaceAll('%f', 'segment')
      await promisify(execFile)('/bin/sh', ['-c', line])
    },
  }
}

it('the archive_command of docs/deployment.md succeeds for a file that it archived before a crash, and refuses another content', async () => {
  const { archive, store } = await makeArchive()
  await store('changes')
  await store('changes')
  await expect(store('other changes')).rejects.toThrow()
  expect(await readdir(archive)).toEqual(['segment'])
  expect(await readFile(join(archive, 'segment'), 'utf8')).toBe('changes')
})
