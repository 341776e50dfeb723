/**
 * The page to go to after a sign-in; only a path of this app is accepted. Browsers remove tabs and line breaks from an address, so that
 * `/\t/host` is another site, like `//host`.
 */
export const nextParameter = (search: Record<string, unknown>): { next?: string } =>
  typeof search.next === 'string' && /^\/(?![/\\])\P{Cc}*$/u.test(search.next) ? { next: search.next } : {}

type Address = { pathname: string; searchStr: string; search: { next?: string } }

/** The search parameters of a sign-in from an address: it leads back to the search, or to the page that needs the sign-in. Pure. */
export function signInParameters({ pathname, searchStr, search }: Address): { next?: string } {
  const next = pathname === '/' && searchStr ? `/${searchStr}` : search.next
  return next ? { next } : {}
}

/** Makes a `validateSearch` that keeps these search parameters. The router reads `?search=79211234567`, as a person types it, as a number. */
export const textParameters =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name]
        if (typeof value !== 'string' && typeof value !== 'number') return []
        return [[name, String(value)]]
      }),
    ) as { [name in K]?: string | undefined }
