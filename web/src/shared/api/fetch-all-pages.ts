import type { Page } from './pages.ts'

// The most items that the service puts on a page. Where the items are long, a page ends earlier.
const limit = 1_000

/**
 * The items of several pages. An item whose place in the list changes between two requests, such as a booking that is moved, is on both pages:
 * it is returned once, as the later page has it. Pure.
 */
export function itemsOf<T>(pages: Pick<Page<T>, 'items'>[]): T[] {
  const items = pages.flatMap((page) => page.items)
  const idOf = (item: T) => (typeof item === 'object' && item !== null && 'id' in item ? item.id : item)
  const last = new Map(items.map((item, index) => [idOf(item), index]))
  return items.filter((item, index) => last.get(idOf(item)) === index)
}

/** All items of a list of the API, for a screen that must be complete. `fetch` gets the query that requests the next page. */
export async function fetchAllPages<T>(
  fetch: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const pages: Page<T>[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<T> = await fetch({ limit, ...(cursor && { cursor }) })
    pages.push(page)
    cursor = page.nextCursor
  }
  return itemsOf(pages)
}
