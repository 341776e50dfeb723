import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'

/**
 * `JWT_SECRET`, or one that is made once and kept in `DATA_DIR`, readable to its owner only. Call it holding the lock on
 * `DATA_DIR`: of two that make one at the same time the first would sign with what the second has replaced.
 */
export async function jwtSecretOf({
  JWT_SECRET,
  DATA_DIR,
}: Pick<Config, 'JWT_SECRET' | 'DATA_DIR'>): Promise<string> {
  if (JWT_SECRET) return JWT_SECRET
  const file = join(DATA_DIR, 'jwt-secret')
  const known = await readFile(file, 'utf8').catch(orNothing)
  if (known.trim()) return known.trim()
  const made = randomBytes(48).toString('base64url')
  await mkdir(DATA_DIR, { recursive: true })
  // Under another name until it is whole: nobody could sign in with half of one after a start that was cut short.
  await writeFile(`${file}.new`, made, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
  return made
}

function orNothing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
