/** So many bytes of items a page holds at most: one that would be longer ends early, with a cursor to go on from. */
export const maxPageBytes = 2_000_000

/** As many of the first `rows` as one page holds, as they are answered; the first one always. */
export function fittingItems<Row, Item>(rows: Row[], itemOf: (row: Row) => Item): Item[] {
  const items: Item[] = []
  let most = 0
  let bytes = 0
  for (const row of rows) {
    const item = itemOf(row)
    most += mostBytesOf(item)
    // To write items only to measure them is for pages that might be too long.
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

// What a character may take as JSON in UTF-8: `\u0001`.
const mostBytesOfCharacter = 6
const mostBytesOfNumber = 25

/** How many bytes of JSON a value and the comma behind it take at most. Pure. */
function mostBytesOf(value: unknown): number {
  if (typeof value === 'string') return 3 + mostBytesOfCharacter * value.length
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + mostBytesOf(one), 3)
  if (value === null || typeof value !== 'object') return mostBytesOfNumber
  let sum = 3
  for (const [name, one] of Object.entries(value)) sum += name.length + 4 + mostBytesOf(one)
  return sum
}
