/** One response of a list of the API. */
export type ListPage<T> = { items: T[]; nextCursor: string | null }

/**
 * The items of several pages. An item whose place in the list changes between two requests, such as a booking that is moved, is on both pages:
 * it is returned once, as the later page has it. Pure.
 */
export function itemsOf<T>(pages: Pick<ListPage<T>, 'items'>[]): T[] {
  const items = pages.flatMap((page) => page.items)
  const idOf = (item: T) => (typeof item === 'object' && item !== null && 'id' in item ? item.id : item)
  const last = new Map(items.map((item, index) => [idOf(item), index]))
  return items.filter((item, index) => last.get(idOf(item)) === index)
}
