/** The maximum bytes of items in a page: a page that would be longer ends early, with a cursor to continue. */
export const maxPageBytes = 2_000_000

/** As many of the first `rows` as fit into one page, in the form of the response; at least the first row. */
export function fittingItems<Row, Item>(rows: Row[], itemOf: (row: Row) => Item): Item[] {
  const items: Item[] = []
  let maxBytes = 0
  let bytes = 0
  for (const row of rows) {
    const item = itemOf(row)
    maxBytes += maxBytesOf(item)
    // Items are serialised for their size only in pages that might be too long.
    if (maxBytes > maxPageBytes) {
      if (bytes === 0) bytes = items.reduce<number>((sum, earlier) => sum + bytesOf(earlier), 0)
      bytes += bytesOf(item)
      // The last item has no comma behind it.
      if (items.length > 0 && bytes - 1 > maxPageBytes) break
    }
    items.push(item)
  }
  return items
}

const bytesOf = (item: unknown): number => Buffer.byteLength(JSON.stringify(item)) + 1

// The maximum bytes of a character as JSON in UTF-8: `\u0001`.
const maxBytesOfCharacter = 6
const maxBytesOfNumber = 25

/** The maximum bytes of JSON of a value and the comma behind it. Pure. */
function maxBytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 + maxBytesOfCharacter * value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + maxBytesOf(item), 3)
  if (value === null || typeof value !== 'object') return maxBytesOfNumber
  let sum = 3
  for (const [name, property] of Object.entries(value)) sum += name.length + 4 + maxBytesOf(property)
  return sum
}
