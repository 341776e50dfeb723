import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../config.ts'
import { makeFolder } from '../../make-folder.ts'
import { StartupError } from '../../shared/startup-error.ts'

/**
 * `JWT_SECRET`, or a secret that is generated once and stored in `DATA_DIR`, readable only by its owner. The caller must hold the
 * lock on `DATA_DIR`: otherwise, of two processes that generate a secret at once, the first would sign with a secret that the
 * second has replaced. Raises `StartupError` where the file cannot be read or written.
 */
export async function loadOrCreateJwtSecret({
  JWT_SECRET,
  DATA_DIR,
}: Pick<Config, 'JWT_SECRET' | 'DATA_DIR'>): Promise<string> {
  if (JWT_SECRET) return JWT_SECRET
  const file = join(DATA_DIR, 'jwt-secret')
  return readOrGenerate(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The secret of access tokens, ${file}, cannot be read or written: ${error.message}. Repair that, or set JWT_SECRET.`,
      { cause: error },
    )
  })
}

async function readOrGenerate(file: string): Promise<string> {
  const stored = await readFile(file, 'utf8').catch(emptyIfMissing)
  if (stored.trim()) return stored.trim()
  const secret = randomBytes(48).toString('base64url')
  makeFolder(dirname(file))
  // The file has another name until it is complete: after an interrupted start, nobody could sign in with half a secret.
  await writeFile(`${file}.new`, secret, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
  return secret
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
