import { createHash } from 'node:crypto'
import { StartupError } from '../shared/startup-error.ts'
import { endOfRows } from './backup.format.ts'

export type LineReader = {
  /** The next line without its end; null when there are no more. */
  line(): Promise<string | null>
  /** The text up to the mark that ends a table's rows, in pieces of whole lines. */
  rows(): AsyncGenerator<Buffer>
  /** SHA-256 of everything before the last `line`. */
  sha256(): string
}

// The longest header has some thousands of migrations; without a limit, a large file of another kind would fill the memory.
const maxLineLength = 1_000_000
const newline = 0x0a
const endLine = Buffer.from(`${endOfRows}\n`)
const endAfterRow = Buffer.from(`\n${endOfRows}\n`)

/** Reads a script as lines and as rows, in turn. Both raise `StartupError` where the script is cut off. */
export function readLines(chunks: AsyncIterator<Buffer>): LineReader {
  const hash = createHash('sha256')
  let rest: Buffer = Buffer.alloc(0)
  let lastLine = rest

  async function readMore(): Promise<boolean> {
    const { value, done } = await chunks.next()
    if (done) return false
    rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return true
  }
  function readBytes(length: number): Buffer {
    const bytes = rest.subarray(0, length)
    rest = rest.subarray(length)
    return bytes
  }
  function hashLastLine(): void {
    hash.update(lastLine)
    lastLine = Buffer.alloc(0)
  }

  return {
    async line() {
      hashLastLine()
      let end = rest.indexOf(newline)
      while (end < 0) {
        if (rest.length > maxLineLength) throw new StartupError('it has a line that is far too long')
        const isMore = await readMore()
        if (!isMore && rest.length === 0) return null
        if (!isMore) throw cutOffError()
        end = rest.indexOf(newline)
      }
      lastLine = readBytes(end + 1)
      return lastLine.toString('utf8', 0, end)
    },
    async *rows() {
      hashLastLine()
      // At the start of each iteration `rest` begins at the start of a line.
      while (!rest.subarray(0, endLine.length).equals(endLine)) {
        const end = rest.indexOf(endAfterRow)
        const length = (end < 0 ? rest.lastIndexOf(newline) : end) + 1
        if (length > 0) {
          const rows = readBytes(length)
          hash.update(rows)
          yield rows
        } else if (!(await readMore())) throw cutOffError()
      }
      hash.update(readBytes(endLine.length))
    },
    sha256: () => hash.copy().digest('hex'),
  }
}

const cutOffError = () => new StartupError('it breaks off before its end')
