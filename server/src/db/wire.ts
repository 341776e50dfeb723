import pg from 'pg'

/** The messages of PostgreSQL that a reader of rows needs, by their first byte. */
export const message = { parseComplete: 0x31, error: 0x45, dataRow: 0x44, readyForQuery: 0x5a } as const

/** Called with a message's first byte, and the position of its body in `bytes`. The bytes are valid only during the call. */
export type OnMessage = (type: number, bytes: Buffer, from: number, to: number) => void

const headerBytes = 5

/** Splits the bytes from PostgreSQL into messages; the chunks may be of any size. */
export function createMessageReader(onMessage: OnMessage): (chunk: Buffer) => void {
  /** The beginning of a message whose end has not arrived yet. */
  let incomplete: Buffer | null = null

  /**
   * Completes the message that has begun; returns the number of bytes that it used of the chunk, or null where the message continues
   * after the chunk.
   */
  const complete = (start: Buffer, chunk: Buffer): number | null => {
    const head = start.length < headerBytes ? Buffer.concat([start, chunk.subarray(0, headerBytes)]) : start
    const length = head.length < headerBytes ? Number.POSITIVE_INFINITY : 1 + head.readUInt32BE(1)
    const missing = length - start.length
    incomplete = missing > chunk.length ? Buffer.concat([start, chunk]) : null
    if (incomplete) return null
    const whole = Buffer.concat([start, chunk.subarray(0, missing)])
    onMessage(whole[0] as number, whole, headerBytes, length)
    return missing
  }

  return (chunk) => {
    let at = 0
    if (incomplete !== null) {
      const used = complete(incomplete, chunk)
      if (used === null) return
      at = used
    }
    while (chunk.length - at >= headerBytes) {
      const end = at + 1 + chunk.readUInt32BE(at + 1)
      if (end > chunk.length) break
      onMessage(chunk[at] as number, chunk, at + headerBytes, end)
      at = end
    }
    if (at < chunk.length) incomplete = chunk.subarray(at)
  }
}

const nameOfField = {
  V: 'severity',
  C: 'code',
  D: 'detail',
  H: 'hint',
  W: 'where',
  s: 'schema',
  t: 'table',
  c: 'column',
  n: 'constraint',
  R: 'routine',
} as const

/** The error of an ErrorResponse, as the driver makes it, but with the severity that PostgreSQL never translates. */
export function errorOf(bytes: Buffer, from: number, to: number): pg.DatabaseError {
  const fields = bytes.toString('utf8', from, to).split('\0').filter(Boolean)
  const byLetter = new Map(fields.map((field) => [field[0] as string, field.slice(1)]))
  const error = new pg.DatabaseError(byLetter.get('M') ?? '', to - from, 'error')
  for (const [letter, name] of Object.entries(nameOfField)) error[name] = byLetter.get(letter)
  return error
}
