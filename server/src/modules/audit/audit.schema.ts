import Type, { type Static } from 'typebox'
import { Instant, Named, Nullable, Opaque, pageQuery, Repeated, Strict, Uuid } from '../../http/schema.ts'

const State = Nullable(Type.Record(Type.String(), Type.Unknown()))

/**
 * The record of an action on an entity. `before` is null for a creation, `after` for most deletions: the deletion of a booking has its last
 * row there, that of a user the ids of the cancelled bookings. For any other action each of the two is null where there is nothing to
 * record.
 */
export const AuditEvent = Named('AuditEvent', {
  id: Uuid,
  seq: Type.Integer(),
  actorId: Nullable(Uuid),
  action: Type.String(),
  entity: Type.String(),
  entityId: Uuid,
  before: State,
  after: State,
  createdAt: Instant,
})

export const AuditQuery = Strict({
  ...pageQuery,
  actorId: Repeated(Uuid),
  entity: Repeated(Opaque(50)),
  entityId: Repeated(Uuid),
  from: Type.Optional(Type.String({ ...Instant, description: 'The earliest `createdAt`' })),
  to: Type.Optional(Type.String({ ...Instant, description: 'The latest `createdAt`' })),
})

export type AuditEvent = Static<typeof AuditEvent>
export type AuditQuery = Static<typeof AuditQuery>
