import { createHash, createHmac, randomBytes } from 'node:crypto'

// The pepper belongs to this process alone, so the digests are useless outside the process.
const pepper = randomBytes(32)

/** The digest of a text with a password or an email, which this process may keep in memory in the place of the text. */
export const digestInMemory = (text: string): string =>
  createHmac('sha256', pepper).update(createHash('sha256').update(text).digest()).digest('base64')
