import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import { type Instant, toInstant } from './time-range.ts'

const bytesOfId = 16
// A request of random bytes from the system takes longer than the rest of an id, even for a few bytes.
const random = Buffer.alloc(256 * bytesOfId)
let used = random.length
let lastMs = 0
let sequence = 0

/** A new UUIDv7: ids grow with time, so indexes on them stay compact. An id of this process is greater than those before it. */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  const bytes = random.subarray(used, used + bytesOfId)
  used += bytesOfId
  const now = Date.now()
  // Half of the range of 32 bits is left for the ids of one millisecond.
  sequence = now > lastMs ? bytes.readUInt32BE(6) >>> 1 : sequence + 1
  lastMs = Math.max(lastMs, now)
  return v7({ random: bytes, msecs: lastMs, seq: sequence })
}

/** The id and the times of a row that is inserted now. */
export function newStamps(now: number): { id: string; createdAt: Instant; updatedAt: Instant } {
  const at = toInstant(now)
  return { id: newId(), createdAt: at, updatedAt: at }
}
