/** The page to go to after a sign-in; only a path of this app is accepted. */
export const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  typeof search.next === 'string' && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {}

/** Makes a `validateSearch` that keeps these search parameters. The router reads `?search=79211234567`, as a person types it, as a number. */
export const pickText =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name]
        if (typeof value !== 'string' && typeof value !== 'number') return []
        return [[name, String(value)]]
      }),
    ) as { [name in K]?: string | undefined }
