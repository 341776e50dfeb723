import { hash } from 'node:crypto'
import { RESP_TYPES } from '@redis/client'
import type { Redis } from './redis.ts'
import { type Entry, etagOf, type SharedResponses } from './response-cache.ts'
import { responseLifeMs } from './tokens.ts'

// Larger responses cost more to transfer than to make: a list of a thousand bookings is half a megabyte.
const maxBodyBytes = 128 * 1024

export function createSharedResponses(redis: Redis): SharedResponses {
  const bytes = redis.client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
  const nameOf = (key: string) => redis.keyOf('response', hash('sha256', key, 'base64url'))
  return {
    find: async (key) => {
      if (redis.trustedServerRunId() === null) return null
      const name = nameOf(key)
      const found = await redis
        .execute((client) => Promise.all([bytes.get(name), client.pTTL(name)]))
        .catch(() => null)
      const [packed, leftMs] = found ?? [null, 0]
      const entry = packed && unpack(packed)
      // The clock of the instance that has made the response may be ahead of this one; the time for which Redis keeps the response is right.
      return entry && { ...entry, expiresAt: Math.min(entry.expiresAt, Date.now() + leftMs) }
    },
    store: (key, entry) => {
      if (entry.body.length > maxBodyBytes || !redis.isUp()) return
      const leftMs = Math.min(responseLifeMs, entry.expiresAt - Date.now())
      if (leftMs < 1) return
      redis.client.set(nameOf(key), pack(entry), { PX: Math.ceil(leftMs) }).catch(() => {})
    },
  }
}

/** A line of JSON, then the body as it is. An infinite `changesAt` is null in JSON. */
function pack({ body, ...header }: Entry): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body])
}

/** Null for bytes that no instance has packed: such bytes are never sent to a client. */
function unpack(packed: Buffer): Entry | null {
  const end = packed.indexOf('\n')
  const header = parseHeader(packed.toString('utf8', 0, Math.max(0, end)))
  const body = packed.subarray(end + 1)
  // The entity tag is a digest of the body.
  if (header?.etag !== etagOf(body)) return null
  const changesAt = header.changesAt ?? Number.POSITIVE_INFINITY
  return { ...header, changesAt, body }
}

type Header = Omit<Entry, 'body' | 'changesAt'> & { changesAt: number | null }

function parseHeader(line: string): Header | null {
  try {
    const { etag, tokens, changesAt, expiresAt } = JSON.parse(line)
    const hasInstants = (changesAt === null || Number.isFinite(changesAt)) && Number.isFinite(expiresAt)
    if (typeof etag !== 'string' || typeof tokens !== 'string' || !hasInstants) return null
    return { etag, tokens, changesAt, expiresAt }
  } catch {
    return null
  }
}
