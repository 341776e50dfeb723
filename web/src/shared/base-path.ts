// The build prerenders some pages without a document (web/prerender-plugin.ts).
const meta = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="base-path"]')

/** The path under which the service is reached: empty, or for example `/coworking`. The service writes it into the page. */
export const basePath: string = meta?.content ?? ''

/** The key of a stored value in this browser: several coworkings may share a host, each under its own path. */
export const storageKey = (name: string): string => (basePath ? `${basePath} ${name}` : name)

/**
 * Sets a cookie that the service reads when a page is requested, so that a prerendered page has the right language and the
 * right user. An empty value deletes it.
 */
export function setServiceCookie(name: string, value: string): void {
  const age = value ? 365 * 86_400 : 0
  // The newer cookie store needs https, which a local network may lack.
  Object.assign(document, { cookie: `${name}=${value}; path=${basePath}/; max-age=${age}; samesite=lax` })
}
