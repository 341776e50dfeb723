import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'

/**
 * `JWT_SECRET`, or a secret that is generated once and stored in `DATA_DIR`, readable only by its owner. The caller must hold the
 * lock on `DATA_DIR`: otherwise, of two processes that generate a secret at once, the first would sign with a secret that the
 * second has replaced.
 */
export async function jwtSecretOf({
  JWT_SECRET,
  DATA_DIR,
}: Pick<Config, 'JWT_SECRET' | 'DATA_DIR'>): Promise<string> {
  if (JWT_SECRET) return JWT_SECRET
  const file = join(DATA_DIR, 'jwt-secret')
  const stored = await readFile(file, 'utf8').catch(emptyIfMissing)
  if (stored.trim()) return stored.trim()
  const secret = randomBytes(48).toString('base64url')
  await mkdir(DATA_DIR, { recursive: true })
  // The file has another name until it is complete: after an interrupted start, nobody could sign in with half a secret.
  await writeFile(`${file}.new`, secret, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
  return secret
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
