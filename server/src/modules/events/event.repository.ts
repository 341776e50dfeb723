import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { deleteInBatches } from '../../db/delete-in-batches.ts'
import { toJson } from '../../db/json.ts'
import { toInstant } from '../../shared/time-range.ts'

/** The old and the new value of each field: ids, states, times, amounts; never a text that a person wrote. */
export type Changes = Record<string, { from: string | number | null; to: string | number | null }>

export type NewEvent = {
  id: string
  /** The kind of the changed object and a verb: `booking.moved`. */
  type: string
  /** The kind and the id of the changed object. */
  subjectKind: string
  subjectId: string
  /** The version of the object after the change. */
  subjectVersion: number
  locationId: string | null
  /** The person whom the event concerns. */
  userId: string | null
  /** Null for a change that no person caused. */
  actorId: string | null
  changes: Changes
  createdAt: string
}

/** The SQL that inserts an event. */
export const insertEventStatement = (event: NewEvent, when: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  INSERT INTO events (id, type, subject_kind, subject_id, subject_version, location_id, user_id, actor_id, changes, created_at)
  SELECT ${event.id}::uuid, ${event.type}, ${event.subjectKind}, ${event.subjectId}::uuid, ${event.subjectVersion}::integer,
    ${event.locationId}::uuid, ${event.userId}::uuid, ${event.actorId}::uuid, ${toJson(event.changes)}::jsonb,
    ${event.createdAt}::timestamptz
  WHERE ${when}`

export const purge = (db: Db, before: number) =>
  deleteInBatches(db, 'events', sql`created_at < ${toInstant(before)}`)
