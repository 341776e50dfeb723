/**
 * The filters in the address after a change; an empty text removes a filter. `search` is the search that `navigate` gives, and not that of the last
 * render: of two changes before the next render the first would be lost. Pure.
 */
export const changeSearch = <S extends object>(search: S, change: Partial<S>): S =>
  Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as S
