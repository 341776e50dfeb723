import { itemsOf, type ListPage } from './page.ts'

// The most items that the service puts on a page. Where the items are long, a page ends earlier.
const limit = 1_000

/** All items of a list of the API, for a screen that must be complete. `fetch` gets the query that requests the next page. */
export async function fetchAllPages<T>(
  fetch: (pageQuery: { limit: number; cursor?: string }) => Promise<ListPage<T>>,
): Promise<T[]> {
  const pages: ListPage<T>[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: ListPage<T> = await fetch({ limit, ...(cursor && { cursor }) })
    pages.push(page)
    cursor = page.nextCursor
  }
  return itemsOf(pages)
}
