import type { Answer } from '../../shared/api/types.ts'

type Event = Answer<'listAuditEvents'>['items'][number]

/** The subject of an event, with the data to name it and to link to it. */
export type Subject =
  | { what: 'person'; id: string }
  | { what: 'shift'; id: string }
  | { what: 'booking'; spaceId: string; locationId: string; startsAt: string; endsAt: string }
  | { what: 'space' | 'tariff'; id: string; locationId: string | undefined }
  | { what: 'location' | 'hours'; id: string }
  | { what: 'closure'; locationId: string; from: string; to: string }

/** Null where the subject cannot be shown, such as a review or an ended session. Pure. */
export function subjectOf({ entity, entityId: id, before, after }: Event): Subject | null {
  const state = { ...asRecord(before), ...asRecord(after) }
  const text = (name: string) => (typeof state[name] === 'string' ? state[name] : undefined)
  const [locationId, spaceId, userId] = [text('locationId'), text('spaceId'), text('userId')]
  const [startsAt, endsAt, from, to] = [text('startsAt'), text('endsAt'), text('from'), text('to')]
  if (entity === 'user' || entity === 'wallet') return { what: 'person', id }
  if (entity === 'payment' || entity === 'session') return userId ? { what: 'person', id: userId } : null
  if (entity === 'shift') return { what: 'shift', id }
  if (entity === 'space' || entity === 'tariff') return { what: entity, id, locationId }
  if (entity === 'location') return { what: 'location', id }
  if (entity === 'opening_hours') return { what: 'hours', id }
  if (entity === 'booking' && spaceId && locationId && startsAt && endsAt)
    return { what: 'booking', spaceId, locationId, startsAt, endsAt }
  if (entity === 'closure' && locationId && from && to) return { what: 'closure', locationId, from, to }
  return null
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
