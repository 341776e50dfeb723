// The build draws the first paint of some pages without a document (web/first-paint.ts).
const meta = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="base-path"]')

/** The path under which the service is reached: empty, or like `/coworking`. The service writes it into the page. */
export const basePath: string = meta?.content ?? ''

/** The name of what is kept in this browser: several coworkings may share a host, each under its own path. */
export const storageKey = (name: string): string => (basePath ? `${basePath} ${name}` : name)

/**
 * A word that the service may read when it is asked for a page, so that its first paint is in the right language and of the
 * right person. Empty forgets it.
 */
export function tellService(name: string, value: string): void {
  const age = value ? 365 * 86_400 : 0
  // The newer cookie store wants https, which a house network may lack.
  Object.assign(document, { cookie: `${name}=${value}; path=${basePath}/; max-age=${age}; samesite=lax` })
}
