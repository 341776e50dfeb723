/**
 * The filters in the address after a change; an empty text removes a filter. `search` is the argument that `navigate`
 * passes, not the search of the last render: computed from the latter, the second of two changes before a render would undo the first. Pure.
 */
export const changeSearch = <S extends object>(search: S, change: Partial<S>): S =>
  Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as S
