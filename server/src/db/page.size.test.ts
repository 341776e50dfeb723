import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { fittingItems, maxPageBytes } from './page.size.ts'

const bytesOf = (items: unknown[]) => Buffer.byteLength(JSON.stringify(items)) - 2
const same = <T>(value: T): T => value

it('a page keeps as many of the first items as fit into 2 MB of UTF-8, and at least one', () => {
  const character = fc.constantFrom('a', '"', '\u0001', 'ё', '\u{1F600}')
  const text = fc
    .tuple(character, fc.integer({ min: 0, max: 400_000 }))
    .map(([one, length]) => one.repeat(length))
  const item = fc.record({ id: fc.uuid(), text, lines: fc.array(fc.record({ amount: fc.integer(), text })) })
  const property = fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), (rows) => {
    const pageItems = fittingItems(rows, same)
    expect(pageItems).toEqual(rows.slice(0, pageItems.length))
    expect(pageItems.length).toBeGreaterThan(0)
    if (pageItems.length > 1) expect(bytesOf(pageItems)).toBeLessThanOrEqual(maxPageBytes)
    // The item that is left out would not fit.
    if (pageItems.length < rows.length)
      expect(bytesOf(rows.slice(0, pageItems.length + 1))).toBeGreaterThan(maxPageBytes)
  })
  fc.assert(property, tries(25))
})

it('a page leaves nothing out where all items fit exactly', () => {
  const half = 'x'.repeat(maxPageBytes / 2 - 3)
  expect(fittingItems([half, `${half}x`], same)).toHaveLength(2)
  expect(fittingItems([half, `${half}xx`], same)).toHaveLength(1)
})
