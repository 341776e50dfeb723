import { isUtf8 } from 'node:buffer'

/** A header's value as text: Node makes a character of each byte. Null where the bytes are not UTF-8. */
export function headerText(value: string | undefined): string | null {
  if (value === undefined) return null
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : null
}
