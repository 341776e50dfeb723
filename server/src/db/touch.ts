import type { Kysely } from 'kysely'
import type { Token } from '../cache/token.ts'
import type { Db, Tx } from './db.ts'
import type { DB } from './tables.gen.ts'

/** Writes to every table. */
type Writes = Pick<Kysely<DB>, 'insertInto' | 'updateTable' | 'deleteFrom'>

const touched = new WeakMap<object, Set<Token>>()

/** Says that what this transaction does shows in the answers that depend on these. */
export function touch(trx: Tx, tokens: Iterable<Token>): void {
  const known = touched.get(trx) ?? new Set()
  touched.set(trx, known)
  for (const token of tokens) known.add(token)
}

/** The way to write a table that shows in cached answers: says first whose answers change. */
export function touching(trx: Tx, ...tokens: [Token, ...Token[]]): Writes {
  touch(trx, tokens)
  return trx as unknown as Writes
}

/** The same for a write that no cached answer shows; the caller says why. */
export const unseen = (db: Db): Writes => db as unknown as Writes

/** All that a transaction has touched so far. */
export const touchedBy = (trx: object): Token[] => [...(touched.get(trx) ?? [])]

/**
 * Tells those who keep answers that these are about to change. Called before the commit; the function that it gives is
 * called after it, and before anybody is told that the write is done.
 */
export type Announce = (tokens: Token[]) => Promise<() => Promise<void>>

const announcers = new WeakMap<object, Announce>()

/** From now on `inTransaction` announces what the transactions of this `Db` touch. */
export const announceTouches = (db: Db, announce: Announce): void => void announcers.set(db, announce)

export const announcerOf = (db: Db): Announce | undefined => announcers.get(db)
