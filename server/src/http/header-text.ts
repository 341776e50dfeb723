import { isUtf8 } from 'node:buffer'

/** A header's value as people read it: Node gives each byte as a character. Null where the bytes are no UTF-8. */
export function headerText(value: string | undefined): string | null {
  if (value === undefined) return null
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : null
}
