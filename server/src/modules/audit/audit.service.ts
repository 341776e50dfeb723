import type { Db, Tx } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, minuteMs, toInstant, toMs } from '../../shared/time-range.ts'
import * as repository from './audit.repository.ts'
import type { AuditEvent, AuditQuery } from './audit.schema.ts'
import { type AuditAction, type AuditEntity, toAuditedStates } from './audit.states.ts'

type State = object | null

export type NewAuditEvent = {
  /** Null where no signed-in user caused it. */
  actorId: string | null
  action: AuditAction
  entity: AuditEntity
  entityId: string
  /** Whole rows: `audit.states.ts` decides which fields are kept. */
  before: State
  after: State
}

/**
 * Records an action of staff, a command of the operator, or an incident of a payment or a session at the end of the audit trail, in
 * the transaction of the action. Locks the trail's head, the last of all locks: call it at the end of a use case.
 */
export const record = async (
  trx: Tx,
  { before, after, ...auditEvent }: NewAuditEvent,
  now: number,
): Promise<void> => {
  const states = toAuditedStates(auditEvent.entity, { before, after })
  await repository.insertAuditEvent(trx, { id: newId(), ...auditEvent, ...states, createdAt: toInstant(now) })
}

type Identified = { id: string } | null

/** Records an entity that an actor made (`before` is null), changed or deleted (`after` is null), as `record` does. */
export async function recordChange(
  trx: Tx,
  { actor }: Call,
  { entity, before, after }: { entity: AuditEntity; before: Identified; after: Identified },
  now: number,
): Promise<void> {
  const action = before === null ? 'create' : after === null ? 'delete' : 'update'
  const entityId = (after ?? before)?.id
  if (entityId === undefined)
    throw new Error(`a change of a ${entity} has neither a state before nor a state after`)
  await record(trx, { actorId: actor.id, action, entity, entityId, before, after }, now)
}

export const listAuditEvents = (db: Db, query: AuditQuery): Promise<Page<AuditEvent>> =>
  repository.listAuditEvents(db, query)

// While a batch is deleted, new audit events wait, for much less than a second.
const auditEventsPerBatch = 10_000

/**
 * Removes audit events older than `days` days from the beginning of the trail. The days are whole days of UTC, so that events are
 * removed once a day; each batch is recorded as one `cut`. 0 keeps everything. Nothing is removed where the last event is dated ahead by
 * more than a minute: then this clock may be behind, and what it takes for old may be new. Locks the trail's head for each batch.
 */
export async function cutAuditTrail(db: Db, now: number, days: number): Promise<void> {
  if (days === 0) return
  const last = await repository.lastEventTime(db)
  if (last !== null && toMs(last) > now + minuteMs) return
  const keptFrom = toInstant(Math.floor(now / dayMs) * dayMs - days * dayMs)
  while (
    (await repository.cutTrail(db, keptFrom, auditEventsPerBatch, toInstant(now))) === auditEventsPerBatch
  );
}
