// How values in PostgreSQL's binary format are written as JSON, byte by byte.

/** Reads a value at `from` in `bytes` and writes it at `at` in `out`. Returns the position in `out` after it. */
export type WriteValue = (out: Buffer, at: number, bytes: Buffer, from: number, length: number) => number

/** A property of each item: its SQL, and how its binary format is written. */
export type Column = { sql: string; write: WriteValue }

const hexDigits = Buffer.from('0123456789abcdef')
const firstDigits = Uint8Array.from({ length: 256 }, (_, byte) => hexDigits[byte >> 4] as number)
const lastDigits = Uint8Array.from({ length: 256 }, (_, byte) => hexDigits[byte & 15] as number)
const [quote, minus, backslash, zero] = [0x22, 0x2d, 0x5c, 0x30]
const [falseText, trueText] = [Buffer.from('false'), Buffer.from('true')]

const uuid: WriteValue = (out, at, bytes, from) => {
  out[at] = quote
  writeHex(out, at + 1, bytes, from, 4)
  out[at + 9] = minus
  writeHex(out, at + 10, bytes, from + 4, 2)
  out[at + 14] = minus
  writeHex(out, at + 15, bytes, from + 6, 2)
  out[at + 19] = minus
  writeHex(out, at + 20, bytes, from + 8, 2)
  out[at + 24] = minus
  writeHex(out, at + 25, bytes, from + 10, 6)
  out[at + 37] = quote
  return at + 38
}

function writeHex(out: Buffer, at: number, bytes: Buffer, from: number, length: number): void {
  for (let index = 0; index < length; index++) {
    const byte = bytes[from + index] as number
    out[at + 2 * index] = firstDigits[byte] as number
    out[at + 2 * index + 1] = lastDigits[byte] as number
  }
}

/** Text as JSON.stringify escapes it. */
const text: WriteValue = (out, at, bytes, from, length) => {
  let end = at
  out[end++] = quote
  for (let index = from; index < from + length; index++) {
    const byte = bytes[index] as number
    if (byte >= 0x20 && byte !== quote && byte !== backslash) out[end++] = byte
    else end = writeEscaped(out, end, byte)
  }
  out[end++] = quote
  return end
}

const shortEscapes = new Map([...'\b\t\n\f\r"\\'].map((sign) => [sign.charCodeAt(0), JSON.stringify(sign)]))

function writeEscaped(out: Buffer, at: number, byte: number): number {
  const escaped = shortEscapes.get(byte)?.slice(1, -1) ?? `\\u${byte.toString(16).padStart(4, '0')}`
  return at + out.write(escaped, at, 'latin1')
}

/** A value that is JSON already. */
const json: WriteValue = (out, at, bytes, from, length) => at + bytes.copy(out, at, from, from + length)

const integer: WriteValue = (out, at, bytes, from, length) =>
  writeInteger(out, at, length === 8 ? readInt8(bytes, from) : readInt4(bytes, from))

/** Exact for whole numbers up to 2⁵³. */
const readInt8 = (bytes: Buffer, from: number): number =>
  readInt4(bytes, from) * 4_294_967_296 + (readInt4(bytes, from + 4) >>> 0)

/** Does what `readInt32BE` does, without its checks of the arguments. */
export const readInt4 = (bytes: Buffer, from: number): number =>
  ((bytes[from] as number) << 24) |
  ((bytes[from + 1] as number) << 16) |
  ((bytes[from + 2] as number) << 8) |
  (bytes[from + 3] as number)

const boolean: WriteValue = (out, at, bytes, from) =>
  writeBytes(out, at, bytes[from] === 0 ? falseText : trueText)

function writeInteger(out: Buffer, at: number, value: number): number {
  if (value < 0) {
    out[at] = minus
    return writeInteger(out, at + 1, -value)
  }
  let width = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) width++
  writeDigits(out, at, value, width)
  return at + width
}

function writeDigits(out: Buffer, at: number, value: number, width: number): void {
  let rest = value
  for (let index = at + width - 1; index >= at; index--) {
    const tenth = Math.floor(rest / 10)
    out[index] = zero + (rest - tenth * 10)
    rest = tenth
  }
}

function writeTwoDigits(out: Buffer, at: number, value: number): void {
  const tens = (value / 10) | 0
  out[at] = zero + tens
  out[at + 1] = zero + (value - tens * 10)
}

const dayMs = 86_400_000
/** PostgreSQL counts microseconds from 2000 on. */
const epochMs = Date.UTC(2000, 0, 1)

/** Milliseconds since 1970 of a `timestamptz`. */
export const readInstant = (bytes: Buffer, from: number): number =>
  Math.floor(readInt8(bytes, from) / 1_000) + epochMs

const places = { hour: 12, minute: 15, second: 18, millisecond: 21 }

const instant: WriteValue = (out, at, bytes, from) => {
  const ms = readInstant(bytes, from)
  const day = Math.floor(ms / dayMs)
  // Less than 2³¹: V8 divides integers of 32 bits several times as fast as other numbers.
  const rest = (ms - day * dayMs) | 0
  const end = writeBytes(out, at, midnightOf(day))
  const minute = (rest / 60_000) | 0
  const hour = (minute / 60) | 0
  writeTwoDigits(out, at + places.hour, hour)
  writeTwoDigits(out, at + places.minute, minute - hour * 60)
  const msOfMinute = rest - minute * 60_000
  if (msOfMinute !== 0) {
    writeTwoDigits(out, at + places.second, (msOfMinute / 1_000) | 0)
    writeDigits(out, at + places.millisecond, msOfMinute % 1_000, 3)
  }
  return end
}

// For fewer bytes a loop is quicker than `set`, which takes as long for 10 bytes as for 500.
const minSetBytes = 18

export function writeBytes(out: Buffer, at: number, bytes: Buffer): number {
  const { length } = bytes
  if (length >= minSetBytes) out.set(bytes, at)
  else for (let index = 0; index < length; index++) out[at + index] = bytes[index] as number
  return at + length
}

// The cache stays small: the rows of all lists lie within some years.
const maxDays = 4_000
const midnights = new Map<number, Buffer>()

// Bookings mostly begin and end on one day, and were changed on the day on which they were made.
let latest: { day: number; midnight: Buffer } = {
  day: 0,
  midnight: Buffer.from('"1970-01-01T00:00:00.000Z"'),
}

/** `"2026-12-01T00:00:00.000Z"` of a number of days since 1970. */
function midnightOf(day: number): Buffer {
  if (day !== latest.day) latest = { day, midnight: midnights.get(day) ?? addMidnight(day) }
  return latest.midnight
}

function addMidnight(day: number): Buffer {
  if (midnights.size >= maxDays) midnights.clear()
  const midnight = Buffer.from(JSON.stringify(new Date(day * dayMs)))
  midnights.set(day, midnight)
  return midnight
}

export const columns = {
  uuid: (sql: string): Column => ({ sql, write: uuid }),
  text: (sql: string): Column => ({ sql, write: text }),
  json: (sql: string): Column => ({ sql, write: json }),
  integer: (sql: string): Column => ({ sql, write: integer }),
  boolean: (sql: string): Column => ({ sql, write: boolean }),
  instant: (sql: string): Column => ({ sql, write: instant }),
}

/** The properties of the items by name, in order. */
export type Columns = Record<string, Column>

export const selectList = (itemColumns: Columns): string =>
  Object.values(itemColumns)
    .map(({ sql }) => sql)
    .join(', ')
