import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { toJson } from '../../db/json.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import type { AuditEvents } from '../../db/tables.gen.ts'
import type { AuditEvent, AuditQuery } from './audit.schema.ts'

type NewAuditEventRow = Omit<Insertable<AuditEvents>, 'before' | 'after' | 'seq' | 'seal'> &
  Pick<AuditEvent, 'before' | 'after'>

/** The database numbers and seals the audit event, and locks the trail's head until the transaction ends. */
export const insertAuditEvent = (trx: Tx, { before, after, ...auditEvent }: NewAuditEventRow) =>
  trx
    .insertInto('auditEvents')
    .values({
      ...auditEvent,
      before: before && toJson(before),
      after: after && toJson(after),
    })
    .execute()

/** When the last audit event was made, null where there is none. */
export async function lastEventTime(db: Db): Promise<string | null> {
  const query = db.selectFrom('auditEvents').select('createdAt').orderBy('seq', 'desc').limit(1)
  return (await query.executeTakeFirst())?.createdAt ?? null
}

/** Removes audit events made before `keptFrom` from the beginning of the trail, and returns their number. */
export async function cutTrail(db: Db, keptFrom: string, maxEvents: number, now: string): Promise<number> {
  const { rows } = await sql<{
    count: string
  }>`SELECT cut_audit_trail(${keptFrom}, ${maxEvents}, ${now}) AS count`.execute(db)
  return Number(rows[0]?.count)
}

/** Newest first. */
export function listAuditEvents(db: Db, query: AuditQuery) {
  const { actorId, entity, entityId, from, to } = query
  let selectQuery = db
    .selectFrom('auditEvents')
    .select((eb) => [
      'id',
      'seq',
      'actorId',
      'action',
      'entity',
      'entityId',
      eb.ref('before').$castTo<AuditEvent['before']>().as('before'),
      eb.ref('after').$castTo<AuditEvent['after']>().as('after'),
      'createdAt',
    ])
  if (actorId !== undefined) selectQuery = selectQuery.where('actorId', 'in', actorId)
  if (entity !== undefined) selectQuery = selectQuery.where('entity', 'in', entity)
  if (entityId !== undefined) selectQuery = selectQuery.where('entityId', 'in', entityId)
  if (from !== undefined) selectQuery = selectQuery.where('createdAt', '>=', from)
  if (to !== undefined) selectQuery = selectQuery.where('createdAt', '<=', to)
  return fetchPage({ list: 'audit', query: selectQuery, order: newestFirst('seq'), hasLongRows: true }, query)
}
