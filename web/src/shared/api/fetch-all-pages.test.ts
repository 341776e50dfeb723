import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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

it('An item that moves to a later page between two requests is in the list once, as the later page has it', async () => {
  const pages = [
    {
      items: [
        { id: 'a', start: 9 },
        { id: 'b', start: 10 },
      ],
      nextCursor: 'second',
    },
    {
      items: [
        { id: 'c', start: 11 },
        { id: 'a', start: 12 },
      ],
      nextCursor: null,
    },
  ]
  const items = await fetchAllPages(
    async ({ cursor }) => pages[cursor ? 1 : 0] ?? { items: [], nextCursor: null },
  )
  expect(items).toEqual([
    { id: 'b', start: 10 },
    { id: 'c', start: 11 },
    { id: 'a', start: 12 },
  ])
})

const src = join(import.meta.dirname, '../..')

it('No screen reads one page of 1,000 rows instead of all pages', async () => {
  const files = (await readdir(src, { recursive: true })).filter(
    (file) => /(?<!\.test|\.gen)\.tsx?$/.test(file) && file !== 'shared/api/fetch-all-pages.ts',
  )
  expect(files.length).toBeGreaterThan(100)
  const found: string[] = []
  for (const file of files)
    if (/\b(limit|\w+Limit|\w+Size)(: | = )1_?000\b/.test(await readFile(join(src, file), 'utf8')))
      found.push(file)
  expect(found).toEqual([])
})
