import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { StartupError } from '../shared/startup-error.ts'
import { reasonOf } from './backup.connection.ts'
import {
  formatVersion,
  type Header,
  headerMark,
  readSetval,
  type TableRows,
  type Trailer,
  titlePattern,
  trailerMark,
} from './backup.format.ts'
import { type LineReader, readLines } from './backup.lines.ts'
import { qualifiedName, type Sequence } from './backup.tables.ts'

/** The result for a file that was read to its end and is complete. */
export type Backup = { path: string; header: Header; tables: TableRows[]; sha256: string }

/** Handles the parts of the script, in their order. */
type Visitor = {
  /** Reads all the rows of the statement's table and returns their number. */
  onTable(statement: string, rows: AsyncIterable<Buffer>): Promise<number>
  onSequence?(sequence: Sequence): Promise<void>
}

/** Reads the whole file and compares it with its own counts and checksum. Raises `StartupError` with the fault. */
export async function verifyBackup(path: string): Promise<Backup> {
  try {
    return await readBackup(path, { onTable: countRows })
  } catch (error) {
    throw refusal(path, error)
  }
}

/**
 * Gives the visitor the parts of the script before the file is known to be complete: the visitor's work must be undone
 * when this throws.
 */
export async function readBackup(path: string, visitor: Visitor): Promise<Backup> {
  // The pieces are larger than by default, because rows go to the database in them.
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  // Errors are raised by `gunzip`, where they are awaited.
  pipeline(createReadStream(path), gunzip, () => {})
  try {
    const lines = readLines(gunzip[Symbol.asyncIterator]())
    const header = await readTitleAndHeader(lines)
    const { tables, sha256 } = await readBody(lines, visitor)
    return { path, header: JSON.parse(header) as Header, tables, sha256 }
  } finally {
    gunzip.destroy()
  }
}

async function readTitleAndHeader(lines: LineReader): Promise<string> {
  const [, version] = titlePattern.exec((await lines.line()) ?? '') ?? []
  if (!version) throw new StartupError(notABackup)
  if (Number(version) > formatVersion)
    throw new StartupError('it was written by a newer version: restore it with that version or a later one')
  const line = (await lines.line()) ?? ''
  if (!line.startsWith(headerMark)) throw new StartupError('it has no header')
  return line.slice(headerMark.length)
}

async function readBody(lines: LineReader, visitor: Visitor): Promise<Trailer> {
  const copiedTables: { statement: string; rows: number }[] = []
  for (let line = await lines.line(); line !== null; line = await lines.line()) {
    if (line.startsWith(trailerMark)) {
      const trailer = assertTrailer(line.slice(trailerMark.length), lines.sha256(), copiedTables)
      if ((await lines.line()) !== null) throw new StartupError('it goes on after its end')
      return trailer
    }
    const sequence = readSetval(line)
    if (sequence) await visitor.onSequence?.(sequence)
    if (line.startsWith('COPY ')) {
      copiedTables.push({ statement: line, rows: await visitor.onTable(line, lines.rows()) })
    }
  }
  throw new StartupError('it breaks off before its end')
}

function assertTrailer(
  text: string,
  sha256: string,
  copiedTables: { statement: string; rows: number }[],
): Trailer {
  const trailer = JSON.parse(text) as Trailer | null
  if (trailer?.sha256 !== sha256) throw new StartupError('its checksum is not that of its content')
  const hasRowsOfTrailer = copiedTables.every(({ statement, rows }, i) => {
    const table = trailer.tables[i]
    return table?.rows === rows && statement.startsWith(`COPY ${qualifiedName(table)} (`)
  })
  if (!hasRowsOfTrailer || copiedTables.length !== trailer.tables.length)
    throw new StartupError('its tables do not have the rows that it says')
  return trailer
}

async function countRows(_statement: string, rows: AsyncIterable<Buffer>): Promise<number> {
  let count = 0
  for await (const part of rows)
    for (let end = part.indexOf('\n'); end >= 0; end = part.indexOf('\n', end + 1)) count += 1
  return count
}

const notABackup = 'it is not a backup of Coworking Manager'

/** Translates an error of the file system, zlib or `JSON.parse` for the operator. */
function refusal(path: string, error: unknown): StartupError {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new StartupError(`There is no file ${path}.`)
  const reason = () => {
    if (message === 'incorrect header check') return notABackup
    if (code === 'Z_BUF_ERROR') return 'it breaks off before its end'
    if (code.startsWith('Z_') || error instanceof SyntaxError) return `it is damaged (${reasonOf(error)})`
    return reasonOf(error)
  }
  return new StartupError(`${path} cannot be restored: ${reason()}. Nothing was changed.`, { cause: error })
}
