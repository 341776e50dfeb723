const escapeHint = 'in a password or a user name write # as %23, / as %2F, ? as %3F, @ as %40, % as %25'

/** The error in a URL that may contain a password, or null. The message shows no part of the URL. */
export function errorOfUrl(text: string): string | null {
  if (text.includes('#')) return `must not have a # in it: ${escapeHint}`
  if (/\s/.test(text)) return 'must not have a space in it: write it as %20'
  if (/%(?![0-9a-f]{2})/i.test(text)) return `has a % without two hexadecimal digits after it: ${escapeHint}`
  // The URL standard does not allow a name and a password before an empty host, which a socket's URL has.
  const url = URL.parse(text.replace('@/', '@localhost/'))
  if (url === null || isPasswordUnescaped(url)) return `cannot be read as a URL: ${escapeHint}`
  if (/^rediss?:$/.test(url.protocol) && !/^\/?\d*$/.test(url.pathname))
    return 'must end after the host, or with the number of a database (redis://host:6379/0)'
  return null
}

/** With a / or a ? in the password, the rest of the password and the @ are parsed as what follows the host. */
const isPasswordUnescaped = ({ username, pathname, search }: URL): boolean =>
  (username === '' && pathname.includes('@')) || /^[^=]*@/.test(search)

/** The path under which clients reach the service: empty, or for example `/coworking`. */
export const basePathOf = (publicUrl: string): string =>
  URL.parse(publicUrl)?.pathname.replace(/\/$/, '') ?? ''

/** The origin as browsers send it in `Origin`: in lower case, without the default port, without a path. */
export const originOf = (url: string): string => URL.parse(url)?.origin ?? url

/** The first parts of the paths that the service itself answers; all other paths are pages of the web app. */
export const servicePaths = [
  'api',
  'docs',
  'openapi.json',
  'healthz',
  'readyz',
  'metrics',
  'assets',
  'webhooks',
]

/** The host in the URL of a server that listens on this address, for clients on this machine. */
export function hostInUrl(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost'
  return address.includes(':') ? `[${address}]` : address
}
