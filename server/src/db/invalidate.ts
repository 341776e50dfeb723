import type { Kysely } from 'kysely'
import type { Token } from '../cache/token.ts'
import type { Db, Tx } from './db.ts'
import type { DB } from './tables.gen.ts'

/** Writes to every table. */
type Writes = Pick<Kysely<DB>, 'insertInto' | 'updateTable' | 'deleteFrom'>

/** Notes that this transaction changes the responses that depend on these tokens. */
export function invalidate(trx: Tx, tokens: Iterable<Token>): void {
  for (const token of tokens) trx.invalidated.add(token)
}

/** The writes to a table whose rows appear in cached responses: the caller first names the tokens of the responses that change. */
export function invalidating(trx: Tx, ...tokens: [Token, ...Token[]]): Writes {
  invalidate(trx, tokens)
  return trx as unknown as Writes
}

/** Writes that change no cached response; the caller states the reason in a comment. */
export const withoutInvalidation = (db: Db): Writes => db as unknown as Writes
