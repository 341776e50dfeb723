import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { StartupError } from '../shared/startup-error.ts'

/**
 * The modes of PostgreSQL's manual ("libpq: SSL Support"), and `no-verify` of the driver: it encrypts and never verifies, as `require` does
 * without a root certificate.
 */
export const sslModes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
  'no-verify',
] as const
export type SslMode = (typeof sslModes)[number]

/** The value of `sslrootcert` for the root certificates of the system. As in the manual, it allows and implies `verify-full` only. */
export const systemRoots = 'system'

/** The parameters of a URL that say how its connection is secured. */
export const sslParameters = [
  'sslmode',
  'ssl',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
  'sslcrl',
  'ssl_min_protocol_version',
  'ssl_max_protocol_version',
  'uselibpqcompat',
] as const

type SslValues = { [name in (typeof sslParameters)[number]]?: string | null }

/**
 * The TLS options of a mode. `require` encrypts and accepts any certificate, unless there is a root certificate; `verify-ca` requires
 * a certificate that the root has signed; `verify-full` also requires that it names the host.
 *
 * Raises `StartupError` for a file that cannot be read, and for a mode that the root certificate does not fit.
 */
export function tlsOf(mode: SslMode, values: SslValues): ConnectionOptions | false {
  const isSystem = values.sslrootcert === systemRoots
  if (isSystem && mode !== 'verify-full')
    throw new StartupError('sslrootcert=system in DATABASE_URL needs sslmode=verify-full.')
  if (mode === 'disable' || mode === 'allow' || mode === 'prefer') return false
  const ca = isSystem ? null : fileOf('sslrootcert', values, 'root.crt')
  if (mode === 'verify-ca' && !ca)
    throw new StartupError(
      'sslmode=verify-ca in DATABASE_URL needs a root certificate: add sslrootcert=/path/to/root.crt.',
    )
  // Without a root certificate, verify-full trusts the root certificates of Node.
  const verifies = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && ca !== null)
  const cert = fileOf('sslcert', values, 'postgresql.crt')
  const key = cert && fileOf('sslkey', values, 'postgresql.key')
  const crl = fileOf('sslcrl', values, 'root.crl')
  return {
    rejectUnauthorized: verifies,
    ...(verifies && ca && { ca }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    ...(cert && key && { cert, key }),
    ...(values.sslpassword && { passphrase: values.sslpassword }),
    ...(verifies && crl && { crl }),
    ...(values.ssl_min_protocol_version && { minVersion: version(values.ssl_min_protocol_version) }),
    ...(values.ssl_max_protocol_version && { maxVersion: version(values.ssl_max_protocol_version) }),
  }
}

const version = (name: string) => name as NonNullable<ConnectionOptions['minVersion']>

/** The file that a parameter names, or the default file of the manual in `~/.postgresql`, if it exists. */
function fileOf(
  name: 'sslrootcert' | 'sslcert' | 'sslkey' | 'sslcrl',
  values: SslValues,
  defaultFile: string,
) {
  const configuredPath = values[name]
  const path = configuredPath || join(homedir(), '.postgresql', defaultFile)
  if (!configuredPath && !existsSync(path)) return null
  try {
    return readFileSync(path)
  } catch (error) {
    throw new StartupError(`${name} of DATABASE_URL cannot be read: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}
