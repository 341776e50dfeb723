import { type Columns, readInstant, readInt4, type WriteValue, writeBytes } from './json-columns.ts'
import { maxPageBytes } from './page.size.ts'
import { columnCountBytes, lengthBytes, type RowHandler } from './reads.ts'

// Rows become JSON as they arrive, byte by byte: no value becomes a string or an object in between. The text of a thousand
// bookings is half a megabyte, and to make strings of it costs several times as much as to copy it.

const [comma, closing] = [0x2c, 0x7d]
const head = Buffer.from('{"items":[')
const nullText = Buffer.from('null')
const firstBytes = 64 * 1024
// The buffers of pages are used again: to allocate half a megabyte takes as long as to write a hundred items.
const spare: Buffer[] = []
const maxSpare = 4
const maxSpareBytes = 1024 * 1024
// In JSON, a byte of text takes up to six bytes (`\u0001`), a byte of a uuid two and a half, and an integer of four bytes up to eleven. The
// labels are counted in addition.
const maxBytesPerByte = 6

type Options = {
  /** The maximum number of items; a further row only says that there are more. */
  limit: number
  /**
   * A column that the query sets to null in each row that does not fit into the page any more (the quotes of booking.list.view.ts); such a
   * row is not written, and ends the page.
   */
  pageEndColumn?: string | undefined
}

export type JsonRows = {
  onRow: RowHandler
  /**
   * The instant in the first column of the first row, in milliseconds; null where it is null or there are no rows. No item has
   * this column.
   */
  instantOfFirstRow(): number | null
  hasRows(): boolean
  /** The last item, where there are more rows behind it. */
  lastItemIfMore(): Record<string, string | number> | null
  /** `{"items":[…` and then `tail`. */
  finish(tail: string): Buffer
}

/**
 * Writes rows as the items of a page. The first column of each row is an instant, which items do not have; `itemColumns` follow it. The
 * page ends early where it would be longer than `maxPageBytes`, but never before its first item.
 */
export function createJsonRows(itemColumns: Columns, { limit, pageEndColumn }: Options): JsonRows {
  const names = Object.keys(itemColumns)
  const labels = names.map((name, index) => Buffer.from(`${index === 0 ? '{' : ','}"${name}":`))
  const labelsOfNull = labels.map((label) => Buffer.concat([label, nullText]))
  const writes = Object.values(itemColumns).map(({ write }) => write)
  const pageEndIndex = pageEndColumn === undefined ? -1 : names.indexOf(pageEndColumn)
  const labelBytes = labels.reduce((sum, label) => sum + label.length + nullText.length, 2)

  let out = spare.pop() ?? Buffer.allocUnsafeSlow(firstBytes)
  let at = head.copy(out)
  let [items, last] = [0, 0]
  let [hasMore, hasRows] = [false, false]
  let instantOfFirstRow: number | null = null

  const reserve = (bytes: number) => {
    if (at + bytes <= out.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * out.length, at + bytes))
    out.copy(larger, 0, 0, at)
    out = larger
  }

  /** Writes the values whose lengths and bytes begin at `from`. False where the page ends before this row. */
  const writeItem = (bytes: Buffer, from: number): boolean => {
    const target = out
    let [place, end] = [from, at]
    for (let index = 0; index < writes.length; index++) {
      const length = readInt4(bytes, place)
      place += lengthBytes
      if (length >= 0) {
        end = writeBytes(target, end, labels[index] as Buffer)
        end = (writes[index] as WriteValue)(target, end, bytes, place, length)
        place += length
      } else if (index === pageEndIndex) return false
      else end = writeBytes(target, end, labelsOfNull[index] as Buffer)
    }
    target[end] = closing
    at = end + 1
    return true
  }

  return {
    onRow(bytes, from, to) {
      const firstLength = readInt4(bytes, from + columnCountBytes)
      const firstValue = from + columnCountBytes + lengthBytes
      if (!hasRows) instantOfFirstRow = firstLength < 0 ? null : readInstant(bytes, firstValue)
      hasRows = true
      if (hasMore || items === limit) {
        hasMore = true
        return
      }
      reserve(labelBytes + maxBytesPerByte * (to - from))
      const before = at
      if (items > 0) out[at++] = comma
      const start = at
      const isWhole = writeItem(bytes, firstValue + Math.max(0, firstLength))
      if (!isWhole || (items > 0 && at - head.length > maxPageBytes)) {
        hasMore = true
        at = before
        return
      }
      last = start
      items += 1
    },
    instantOfFirstRow: () => instantOfFirstRow,
    hasRows: () => hasRows,
    lastItemIfMore: () => (hasMore ? JSON.parse(out.toString('utf8', last, at)) : null),
    finish(tail) {
      reserve(3 * tail.length)
      at += out.write(tail, at)
      const page = Buffer.from(out.subarray(0, at))
      if (spare.length < maxSpare && out.length <= maxSpareBytes) spare.push(out)
      return page
    },
  }
}
