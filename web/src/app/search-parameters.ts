// Each `validateSearch` returns all of its parameters, and undefined for one that it refuses: the router keeps what is in the address for
// a parameter that is not returned.

/**
 * The page to go to after a sign-in; only a path of this app is accepted. Browsers remove tabs and line breaks from an address, so that
 * `/\t/host` is another site, like `//host`.
 */
export const nextParameter = ({ next }: Record<string, unknown>): { next?: string | undefined } => ({
  next: typeof next === 'string' && /^\/(?![/\\])\P{Cc}*$/u.test(next) ? next : undefined,
})

type Address = { pathname: string; searchStr: string; search: { next?: string | undefined } }

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
      names.map((name) => {
        const value = search[name]
        return [name, typeof value === 'string' || typeof value === 'number' ? String(value) : undefined]
      }),
    ) as { [name in K]?: string | undefined }
