import type { Actor, Call } from '../../shared/call.ts'

/** The cause of a change of a booking. */
export type Cause = {
  now: number
  /** Null where no person caused the change: time did, or a payment that arrived, or a checkout that could not be created. */
  actorId: string | null
  /**
   * The actor whose request is the cause: actions of staff are recorded in the audit trail. Absent where no person caused the change, or
   * where another audit event names the bookings (that of a closure, of the deletion of a person, of a merge of two accounts).
   */
  actor?: Actor
}

/** The cause of a change that is requested by `call`. */
export const causeOf = ({ actor }: Call, now: number): Cause => ({ now, actorId: actor.id, actor })

export const withoutActor = (now: number): Cause => ({ now, actorId: null })
