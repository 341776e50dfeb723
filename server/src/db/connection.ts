import pg from 'pg'
import { type SslMode, sslParameters, tlsOf } from './tls.ts'

/**
 * What `pg` needs to connect to this URL, with `sslmode` as PostgreSQL's manual has it: the driver's own reading of it
 * differs. `prefer`, the default, and `allow` try two ways, which is what `checkDatabase` does once; where a URL
 * still says so here, the connection is a plain one.
 */
export function connectionOf(url: string): Pick<pg.ClientConfig, 'connectionString' | 'ssl'> {
  const { address, parameters } = split(url)
  const tls = Object.fromEntries(sslParameters.map((name) => [name, parameters.get(name)]))
  for (const name of sslParameters) parameters.delete(name)
  const connectionString = join(address, parameters)
  return { connectionString, ssl: !isSocket(connectionString) && tlsOf(sslModeOf(url), tls) }
}

/** The `sslmode` of a URL, or the manual's default. `ssl=true` is what other drivers write for `require`. */
export function sslModeOf(url: string): SslMode {
  const { parameters } = split(url)
  const ssl = parameters.get('ssl')
  const mode = parameters.get('sslmode') ?? (ssl === null ? 'prefer' : ssl === 'true' ? 'require' : 'disable')
  return mode as SslMode
}

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
