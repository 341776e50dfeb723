import { addDays, instantOf, isDay } from '../../shared/format/zoned.ts'

/** The filters of the audit trail, as search parameters of the address. */
export type AuditSearch = {
  entity?: string
  actorId?: string
  entityId?: string
  from?: string
  to?: string
}

/** The change that shows the whole history of one subject: no other filter may hide a part of it. Pure. */
export const historyOf = (entityId: string): AuditSearch => ({
  entityId,
  entity: '',
  actorId: '',
  from: '',
  to: '',
})

/** The change that shows only the actions of one person, among the events that the filters of type and time let through. Pure. */
export const actionsBy = (actorId: string): AuditSearch => ({ actorId, entityId: '' })

/** The first and the last millisecond of the chosen days: both bounds of the trail are inclusive. Pure. */
export function instantsOf({ from, to }: AuditSearch, zone: string) {
  const midnight = (date: string) => instantOf({ date, time: '00:00' }, zone)
  return {
    ...(isDay(from) && { from: new Date(midnight(from)).toISOString() }),
    ...(isDay(to) && { to: new Date(midnight(addDays(to, 1)) - 1).toISOString() }),
  }
}
