import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { CacheTag } from '../cache/cache-tag.ts'
import type { IdempotencyKey } from '../shared/call.ts'
import { defineProblem } from '../shared/problem.ts'
import { dayMs, toInstant } from '../shared/time-range.ts'
import type { Db, Tx } from './db.ts'
import { deleteInBatches } from './delete-in-batches.ts'
import { noteInvalidated } from './invalidate.ts'
import { inTransaction } from './transaction.ts'

export const idempotencyKeyReused = defineProblem('idempotency_key_reused', 422, {
  en: 'This Idempotency-Key was used for another request',
  ru: 'Этот Idempotency-Key уже использован для другого запроса',
})
export const idempotencyInProgress = defineProblem('idempotency_in_progress', 409, {
  en: 'The first request with this Idempotency-Key is still running',
  ru: 'Первый запрос с этим Idempotency-Key ещё выполняется',
})

const retentionMs = dayMs

/**
 * `inTransaction`, and with a key at most once: the key's row is inserted first in the transaction of the effect and the response is
 * stored in it last, so both commit or neither does. A second request waits on the row's unique index until the first has committed (it
 * gets the stored response) or rolled back (it is processed).
 *
 * Raises `idempotency_key_reused`, `idempotency_in_progress` (the first runs longer than the lock timeout).
 */
export function withIdempotency<T>(
  deps: { db: Db; clock: { now(): number } },
  idempotencyKey: IdempotencyKey | null,
  work: (trx: Tx) => Promise<T>,
): Promise<T> {
  if (!idempotencyKey) return inTransaction(deps, work)
  return inTransaction(deps, async (trx) => {
    const stored = await insertKey(trx, idempotencyKey, deps.clock.now())
    if (stored) {
      idempotencyKey.replayed = true
      // The process of the first request may have died before it could end the invalidation.
      noteInvalidated(trx, stored.invalidated)
      return JSON.parse(stored.answer) as T
    }
    const response = await work(trx)
    const { userId, method, path, key } = idempotencyKey
    await sql`
      UPDATE idempotency_keys SET answer = ${JSON.stringify(response ?? null)}, touched = ${[...trx.invalidated]}
      WHERE user_id = ${userId} AND method = ${method} AND path = ${path} AND key = ${key}
    `.execute(trx)
    return response
  })
}

const hashOf = ({ request }: IdempotencyKey): Buffer =>
  createHash('sha256').update(JSON.stringify(request)).digest()

type StoredResponse = { response: unknown; invalidated: CacheTag[]; now: number; when: RawBuilder<boolean> }

/** Inserts a key with its response, as a part of a larger statement; a key that was used before makes the statement fail. */
export const keyInsertion = (
  key: IdempotencyKey,
  { response, invalidated, now, when }: StoredResponse,
) => sql`
  INSERT INTO idempotency_keys (user_id, method, path, key, request_hash, created_at, answer, touched)
  SELECT ${key.userId}::uuid, ${key.method}, ${key.path}, ${key.key}, ${hashOf(key)}::bytea, ${toInstant(now)}::timestamptz,
    ${JSON.stringify(response ?? null)}, ${invalidated}::text[]
  WHERE ${when}`

/**
 * Replaces the stored response of a key whose work continued after its transaction. `stored` is the response that the transaction stored.
 * `earlier` is another response that may be replaced, too: a simultaneous request with this key has stored it before the final result was
 * known (a refund that was still pending). Where neither of them is stored any more, another request has stored the final response or has
 * released the key, and nothing is done. The response is not marked as a replay, even where an earlier request began the work: the response
 * that the earlier request had stored was not final.
 */
export async function storeResponse(
  db: Db,
  idempotencyKey: IdempotencyKey,
  { stored, earlier = stored, response }: { stored: unknown; earlier?: unknown; response: unknown },
): Promise<void> {
  idempotencyKey.replayed = false
  await db
    .updateTable('idempotencyKeys')
    .set({ answer: JSON.stringify(response) })
    .where((eb) => eb.or([hasStored(idempotencyKey, stored), hasStored(idempotencyKey, earlier)]))
    .execute()
}

/**
 * Releases the key of a request that was refused after its transaction: a refusal stores nothing. Does nothing where the stored response
 * is not `stored` any more.
 */
export async function releaseKey(db: Db, idempotencyKey: IdempotencyKey, stored: unknown): Promise<void> {
  await db.deleteFrom('idempotencyKeys').where(hasStored(idempotencyKey, stored)).execute()
}

/** The condition that this response is stored under the key. */
const hasStored = ({ userId, method, path, key }: IdempotencyKey, response: unknown) => sql<boolean>`
  user_id = ${userId} AND method = ${method} AND path = ${path} AND key = ${key}
    AND answer::jsonb = ${JSON.stringify(response)}::jsonb`

/** Of the columns, `answer` is the response, and `touched` are its cache tags. */
type Stored = { answer: string; invalidated: CacheTag[] }

/** Reserves the key, or returns the response already stored under it. A key older than a day counts as free. */
async function insertKey(trx: Tx, idempotencyKey: IdempotencyKey, now: number): Promise<Stored | null> {
  const { userId, method, path, key } = idempotencyKey
  const hash = hashOf(idempotencyKey)
  try {
    const reserved = await sql`
      INSERT INTO idempotency_keys AS stored (user_id, method, path, key, request_hash, created_at)
      VALUES (${userId}, ${method}, ${path}, ${key}, ${hash}, ${toInstant(now)})
      ON CONFLICT (user_id, method, path, key) DO UPDATE
        SET request_hash = excluded.request_hash, created_at = excluded.created_at, answer = NULL
        WHERE stored.created_at <= ${toInstant(now - retentionMs)}
      RETURNING 1
    `.execute(trx)
    if (reserved.rows.length > 0) return null
  } catch (error) {
    if (waitedForKey(error)) throw idempotencyInProgress()
    throw error
  }
  const stored = await sql<Stored & { requestHash: Buffer }>`
    SELECT request_hash, answer, touched AS invalidated FROM idempotency_keys
    WHERE user_id = ${userId} AND method = ${method} AND path = ${path} AND key = ${key}
  `.execute(trx)
  const [first] = stored.rows
  if (!first) throw idempotencyInProgress()
  if (!first.requestHash.equals(hash)) throw idempotencyKeyReused()
  return first
}

/**
 * Whether the insertion has waited in vain for another request with this key: then the transaction's own retries must not wait again.
 * Another lock, such as that of the actor's account, to which a foreign key leads, is no reason for `idempotency_in_progress`. Only the
 * context of the error tells them apart: of the two, this one names the table of the keys.
 */
const waitedForKey = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === '55P03' &&
  error.where?.includes('idempotency_keys') === true

/** Deletes keys that are older than a day. */
export async function purgeIdempotencyKeys(db: Db, now: number): Promise<void> {
  await deleteInBatches(db, 'idempotencyKeys', sql`created_at <= ${toInstant(now - retentionMs)}`)
}

/**
 * Deletes the stored requests and responses of a person, and the responses to others about the person: they contain names and
 * titles. A request that is repeated after that is a new request. `subjectIds` are objects of the person: the paths and responses of
 * requests about them may lack the person's id.
 */
export async function deleteIdempotencyKeysOf(trx: Tx, userId: string, subjectIds: string[]): Promise<void> {
  await sql`
    DELETE FROM idempotency_keys
    WHERE user_id = ${userId} OR position(${userId}::text IN answer) > 0
      OR EXISTS (SELECT FROM unnest(${[userId, ...subjectIds]}::text[]) subject WHERE position(subject IN path) > 0)
  `.execute(trx)
}
