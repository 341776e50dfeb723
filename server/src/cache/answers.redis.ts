import { createHash } from 'node:crypto'
import { RESP_TYPES } from '@redis/client'
import type { Kept } from './answers.ts'
import type { Redis } from './redis.ts'
import { lifeMs } from './tokens.ts'

/** What one instance has made, for the others. A loss here costs time, never an answer. */
export type SharedAnswers = {
  find(key: string, tokens: string): Promise<Kept | null>
  keep(key: string, answer: Kept): void
}

// Larger ones cost more to carry than to make.
const largest = 1024 * 1024

export function createSharedAnswers(redis: Redis): SharedAnswers {
  const bytes = redis.client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
  // The tokens are random and of one state of one database: with them in it, the name is nobody else's.
  const nameOf = (key: string, tokens: string) =>
    `coworking:answer:${createHash('sha256').update(`${tokens} ${key}`).digest('base64url')}`
  return {
    find: async (key, tokens) => {
      if (redis.trustedRun() === null) return null
      const packed = await redis.ask(() => bytes.get(nameOf(key, tokens))).catch(() => null)
      return packed && { tokens, ...unpack(packed) }
    },
    keep: (key, answer) => {
      if (answer.body.length > largest || !redis.isUp()) return
      const leftMs = Math.min(lifeMs, answer.expiresAt - Date.now())
      if (leftMs < 1) return
      redis.client.set(nameOf(key, answer.tokens), pack(answer), { PX: Math.ceil(leftMs) }).catch(() => {})
    },
  }
}

type Packed = Omit<Kept, 'tokens'>

/** A line of JSON, then the body as it is. An infinite `changesAt` is null in JSON. */
function pack({ body, etag, changesAt, expiresAt }: Packed): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ etag, changesAt, expiresAt })}\n`), body])
}

function unpack(packed: Buffer): Packed {
  const end = packed.indexOf('\n')
  const { etag, changesAt, expiresAt } = JSON.parse(packed.toString('utf8', 0, end))
  return { body: packed.subarray(end + 1), etag, changesAt: changesAt ?? Number.POSITIVE_INFINITY, expiresAt }
}
