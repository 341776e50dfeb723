import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import { type Instant, toInstant } from './time-range.ts'

/**
 * Returns a function that gives `size` random bytes, each only once. They are valid only until later calls: convert or copy them at once. They
 * are requested from the system for 256 calls at once: a request takes longer than the rest of an id, even for a few bytes.
 */
export function createRandomBytes(size: number): () => Buffer {
  const random = Buffer.alloc(256 * size)
  let used = random.length
  return () => {
    if (used === random.length) {
      randomFillSync(random)
      used = 0
    }
    used += size
    return random.subarray(used - size, used)
  }
}

const randomBytes = createRandomBytes(16)
let lastMs = 0
let sequence = 0

/** A new UUIDv7: ids grow with time, so indexes on them stay compact. An id of this process is greater than those before it. */
export function newId(): string {
  const random = randomBytes()
  const now = Date.now()
  // Half of the range of 32 bits is left for the ids of one millisecond.
  sequence = now > lastMs ? random.readUInt32BE(6) >>> 1 : sequence + 1
  lastMs = Math.max(lastMs, now)
  return v7({ random, msecs: lastMs, seq: sequence })
}

/** The id and the times of a row that is inserted now. */
export function newStamps(now: number): { id: string; createdAt: Instant; updatedAt: Instant } {
  const at = toInstant(now)
  return { id: newId(), createdAt: at, updatedAt: at }
}
