/** The page to go to after a sign-in or a payment; only a path of this app is accepted. */
export const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  typeof search.next === 'string' && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {}

/** Makes a `validateSearch` that keeps these search parameters where they are text. */
export const pickText =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
    ) as { [name in K]?: string | undefined }
