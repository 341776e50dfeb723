import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StartupError } from '../../shared/startup-error.ts'
import { loadOrCreateJwtSecret } from './session.secret.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secret-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('the secret that tokens are signed with', () => {
  it('is `JWT_SECRET` where it is set, and nothing is written', async () => {
    expect(await loadOrCreateJwtSecret({ JWT_SECRET: 'given', DATA_DIR: join(dir, 'unmade') })).toBe('given')
    await expect(stat(join(dir, 'unmade'))).rejects.toThrow('ENOENT')
  })

  it('is generated once and stored in a file that only its owner can read', async () => {
    const dataDir = join(dir, 'data')
    const created = await loadOrCreateJwtSecret({ DATA_DIR: dataDir })
    expect(created.length).toBeGreaterThanOrEqual(64)
    expect(await loadOrCreateJwtSecret({ DATA_DIR: dataDir })).toBe(created)
    expect((await stat(join(dataDir, 'jwt-secret'))).mode & 0o077).toBe(0)
  })

  it('is generated where an interrupted start has left none', async () => {
    await writeFile(join(dir, 'jwt-secret'), '')
    await writeFile(join(dir, 'jwt-secret.new'), 'hal')
    const created = await loadOrCreateJwtSecret({ DATA_DIR: dir })
    expect(created.length).toBeGreaterThanOrEqual(64)
    expect(await readFile(join(dir, 'jwt-secret'), 'utf8')).toBe(created)
  })

  it('is refused in one sentence where its file cannot be read', async () => {
    const file = join(dir, 'jwt-secret')
    await mkdir(file)
    const start = loadOrCreateJwtSecret({ DATA_DIR: dir })
    await expect(start).rejects.toBeInstanceOf(StartupError)
    await expect(start).rejects.toThrow(
      `The secret of access tokens, ${file}, cannot be read or written: EISDIR`,
    )
  })
})
