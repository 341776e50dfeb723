/** The maximum bytes of items in a page: a page that would be longer ends early, with a cursor to continue. */
export const maxPageBytes = 2_000_000

/** As many of the first `rows` as fit into one page, in the form of the response; at least the first row. */
export function fittingItems<Row, Item>(rows: Row[], itemOf: (row: Row) => Item): Item[] {
  const items: Item[] = []
  let most = 0
  let bytes = 0
  for (const row of rows) {
    const item = itemOf(row)
    most += mostBytesOf(item)
    // Items are serialised for their size only in pages that might be too long.
    if (most > maxPageBytes) {
      if (bytes === 0) bytes = items.reduce<number>((sum, one) => sum + bytesOf(one), 0)
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
const mostBytesOfCharacter = 6
const mostBytesOfNumber = 25

/** The maximum bytes of JSON of a value and the comma behind it. Pure. */
function mostBytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 + mostBytesOfCharacter * value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + mostBytesOf(one), 3)
  if (value === null || typeof value !== 'object') return mostBytesOfNumber
  let sum = 3
  for (const [name, one] of Object.entries(value)) sum += name.length + 4 + mostBytesOf(one)
  return sum
}
