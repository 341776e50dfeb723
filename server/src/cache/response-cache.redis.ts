import { createHash } from 'node:crypto'
import { RESP_TYPES } from '@redis/client'
import { digestOf } from '../shared/version.ts'
import type { Redis } from './redis.ts'
import type { Entry, SharedResponses } from './response-cache.ts'
import { lifeMs } from './tokens.ts'

// Larger ones cost more to carry than to make.
const largest = 1024 * 1024

export function createSharedResponses(redis: Redis): SharedResponses {
  const bytes = redis.client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
  const nameOf = (key: string, tokens: string) =>
    redis.keyOf('answer', createHash('sha256').update(`${tokens} ${key}`).digest('base64url'))
  return {
    find: async (key, tokens) => {
      if (redis.trustedRun() === null) return null
      const packed = await redis.ask(() => bytes.get(nameOf(key, tokens))).catch(() => null)
      const answer = packed && unpack(packed)
      return answer && { tokens, ...answer }
    },
    keep: (key, answer) => {
      if (answer.body.length > largest || !redis.isUp()) return
      const leftMs = Math.min(lifeMs, answer.expiresAt - Date.now())
      if (leftMs < 1) return
      redis.client.set(nameOf(key, answer.tokens), pack(answer), { PX: Math.ceil(leftMs) }).catch(() => {})
    },
  }
}

type Packed = Omit<Entry, 'tokens'>

/** A line of JSON with the digest of the body, then the body as it is. An infinite `changesAt` is null in JSON. */
function pack({ body, etag, changesAt, expiresAt }: Packed): Buffer {
  const header: Header = { etag, changesAt, expiresAt, digest: digestOf(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body])
}

/** Null for what no instance has packed: whatever lies under the name is not sent to anybody. */
function unpack(packed: Buffer): Packed | null {
  const end = packed.indexOf('\n')
  const header = parseHeader(packed.toString('utf8', 0, Math.max(0, end)))
  const body = packed.subarray(end + 1)
  if (header?.digest !== digestOf(body)) return null
  const { etag, changesAt, expiresAt } = header
  return { body, etag, changesAt: changesAt ?? Number.POSITIVE_INFINITY, expiresAt }
}

type Header = { etag: string; changesAt: number | null; expiresAt: number; digest: string }

function parseHeader(line: string): Header | null {
  try {
    const { etag, changesAt, expiresAt, digest } = JSON.parse(line)
    const hasInstants = (changesAt === null || Number.isFinite(changesAt)) && Number.isFinite(expiresAt)
    if (typeof etag !== 'string' || !hasInstants) return null
    return { etag, changesAt, expiresAt: Math.min(expiresAt, Date.now() + lifeMs), digest }
  } catch {
    return null
  }
}
