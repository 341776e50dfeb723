import pg from 'pg'
import { type SslMode, sslParameters, systemRoots, tlsOf } from './tls.ts'

/**
 * The options with which `pg` connects to this URL. `sslmode` has the meaning of PostgreSQL's manual, from which the driver differs.
 * `prefer`, the default, and `allow` try with and without TLS; `checkDatabase` does so once and writes the result into the URL. A URL
 * that still has one of these modes here gets a connection without TLS.
 */
export function connectionOf(url: string): Pick<pg.ClientConfig, 'connectionString' | 'ssl'> {
  const { address, parameters } = split(url)
  const tls = Object.fromEntries(sslParameters.map((name) => [name, parameters.get(name)]))
  for (const name of sslParameters) parameters.delete(name)
  const connectionString = join(address, parameters)
  return { connectionString, ssl: !isSocket(connectionString) && tlsOf(sslModeOf(url), tls) }
}

/**
 * The `sslmode` of a URL, or the default of the manual. Other drivers have `ssl` in its place: `true` and `1` mean `require`, `false` and `0`
 * mean `disable`. Any other value is returned as it is, and the check of the settings refuses it unless it is a mode.
 */
export function sslModeOf(url: string): SslMode {
  const { parameters } = split(url)
  const ssl = parameters.get('ssl')
  const defaultMode = parameters.get('sslrootcert') === systemRoots ? 'verify-full' : 'prefer'
  return (parameters.get('sslmode') ?? modesOfSsl.get(ssl ?? '') ?? (ssl || defaultMode)) as SslMode
}

const modesOfSsl = new Map<string, SslMode>([
  ['true', 'require'],
  ['1', 'require'],
  ['false', 'disable'],
  ['0', 'disable'],
])

export function withSslMode(url: string, mode: SslMode): string {
  const { address, parameters } = split(url)
  parameters.delete('ssl')
  parameters.set('sslmode', mode)
  return join(address, parameters)
}

// Over a socket in the file system there is no TLS, whatever the mode says.
const isSocket = (connectionString: string): boolean =>
  new pg.Client({ connectionString, ssl: false }).host.startsWith('/')

function split(url: string): { address: string; parameters: URLSearchParams } {
  const [address = '', ...query] = url.split('?')
  return { address, parameters: new URLSearchParams(query.join('?')) }
}

const join = (address: string, parameters: URLSearchParams): string =>
  parameters.size > 0 ? `${address}?${parameters}` : address
