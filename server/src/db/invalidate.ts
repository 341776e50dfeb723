import type { Kysely } from 'kysely'
import type { CacheTag } from '../cache/cache-tag.ts'
import type { Db, Tx } from './db.ts'
import type { DB } from './tables.gen.ts'

/** Writes to every table. */
type Writes = Pick<Kysely<DB>, 'insertInto' | 'updateTable' | 'deleteFrom'>

/** Notes that this transaction changes the responses that depend on these cache tags. Its commit invalidates them (`beginInvalidation`). */
export function noteInvalidated(trx: Tx, tags: Iterable<CacheTag>): void {
  for (const tag of tags) trx.invalidated.add(tag)
}

/** The writes to a table whose rows appear in cached responses: the caller first names the cache tags of the responses that change. */
export function invalidating(trx: Tx, ...tags: [CacheTag, ...CacheTag[]]): Writes {
  noteInvalidated(trx, tags)
  return trx as unknown as Writes
}

/** Writes that change no cached response. */
export const withoutInvalidation = (db: Db): Writes => db as unknown as Writes
