import { expect, it } from 'vitest'
import { fetchAllPages } from './fetch-all-pages.ts'

it('All pages of a list are fetched, each by the cursor of the page before', async () => {
  const cursors: (string | undefined)[] = []
  const pages = [
    { items: [1, 2], nextCursor: 'second' },
    { items: [], nextCursor: 'third' },
    { items: [3], nextCursor: null },
  ]
  const items = await fetchAllPages(async ({ cursor }) => {
    cursors.push(cursor)
    return pages[cursors.length - 1] ?? { items: [], nextCursor: null }
  })
  expect(items).toEqual([1, 2, 3])
  expect(cursors).toEqual([undefined, 'second', 'third'])
})
