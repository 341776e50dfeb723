import type { Kysely } from 'kysely'
import type { Token } from '../cache/token.ts'
import type { Db, Tx } from './db.ts'
import type { DB } from './tables.gen.ts'

/** Writes to every table. */
type Writes = Pick<Kysely<DB>, 'insertInto' | 'updateTable' | 'deleteFrom'>

/** Says that what this transaction does shows in the answers that depend on these. */
export function invalidate(trx: Tx, tokens: Iterable<Token>): void {
  for (const token of tokens) trx.invalidated.add(token)
}

/** The way to write a table that shows in cached answers: says first whose answers change. */
export function invalidating(trx: Tx, ...tokens: [Token, ...Token[]]): Writes {
  invalidate(trx, tokens)
  return trx as unknown as Writes
}

/** The same for a write that no cached answer shows; the caller says why. */
export const unseen = (db: Db): Writes => db as unknown as Writes
