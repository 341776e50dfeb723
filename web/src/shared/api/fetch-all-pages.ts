import type { Page } from './pages.ts'

/** All items of a list of the API, for a screen that must be complete. */
export async function fetchAllPages<T>(
  fetch: (cursor: { cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<T> = await fetch(cursor ? { cursor } : {})
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}
