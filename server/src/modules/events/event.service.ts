import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { always, type When } from '../../db/one-statement.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, toInstant } from '../../shared/time-range.ts'
import type { NewEvent } from './event.repository.ts'
import * as repository from './event.repository.ts'

export type { Changes } from './event.repository.ts'

/** A change of an object, for the consumers that follow the object. */
export type Event = Omit<NewEvent, 'id' | 'createdAt'>

/** The SQL that inserts an event, alone or as a part of a larger statement. */
export const insertEventStatement = (event: Event, now: number, when: When = always): RawBuilder<unknown> =>
  repository.insertEventStatement({ ...event, id: newId(), createdAt: toInstant(now) }, when)

/** Writes an event without a mail, in the transaction of the change. */
export async function recordEvent(trx: Tx, event: Event, now: number): Promise<void> {
  await insertEventStatement(event, now).execute(trx)
}

/** Deletes events after a month. No consumer reads them later: the mails about an event have rows of their own. */
export const purgeEvents = (db: Db, now: number) => repository.purge(db, now - 30 * dayMs)
