import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'

/** `JWT_SECRET`, or one that is made once and kept in `DATA_DIR`, readable to its owner only. */
export async function jwtSecretOf({
  JWT_SECRET,
  DATA_DIR,
}: Pick<Config, 'JWT_SECRET' | 'DATA_DIR'>): Promise<string> {
  if (JWT_SECRET) return JWT_SECRET
  const file = join(DATA_DIR, 'jwt-secret')
  const made = randomBytes(48).toString('base64url')
  await mkdir(DATA_DIR, { recursive: true })
  try {
    await writeFile(file, made, { mode: 0o600, flag: 'wx', flush: true })
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return (await readFile(file, 'utf8')).trim()
  }
}
