import type { ResponseBody } from '../../shared/api/types.ts'
import type { audit } from '../../shared/i18n/en/audit.ts'

type Event = ResponseBody<'listAuditEvents'>['items'][number]
/** The entities that have a word; `make check` compares them with those of the service. Each needs a line in `subjectFinders`. */
type Entity = keyof typeof audit.entities

/** The subject of an event, with the data to name it and to link to it. A new kind does not compile until subject-link.tsx names it and knows its tab of the catalogue. */
export type Subject =
  | { kind: 'person'; id: string }
  | { kind: 'shift'; id: string }
  | { kind: 'booking'; spaceId: string; locationId: string; startsAt: string; endsAt: string }
  | { kind: 'space' | 'tariff'; id: string; locationId: string | undefined }
  | { kind: 'location' | 'hours'; id: string }
  | { kind: 'closure'; locationId: string; from: string; to: string }

/** Reads a text of the state of the subject by the name of its field. */
type ReadText = (name: string) => string | undefined
type FindSubject = (id: string, text: ReadText) => Subject | null

const findPerson: FindSubject = (_, text) => personOf(text('userId'))
const personOf = (id: string | undefined): Subject | null => (id ? { kind: 'person', id } : null)

function findBooking(_: string, text: ReadText): Subject | null {
  const [spaceId, locationId] = [text('spaceId'), text('locationId')]
  const [startsAt, endsAt] = [text('startsAt'), text('endsAt')]
  if (!spaceId || !locationId || !startsAt || !endsAt) return null
  return { kind: 'booking', spaceId, locationId, startsAt, endsAt }
}

function findClosure(_: string, text: ReadText): Subject | null {
  const [locationId, from, to] = [text('locationId'), text('from'), text('to')]
  return locationId && from && to ? { kind: 'closure', locationId, from, to } : null
}

/**
 * Each entity of the audit trail, in the order of the filter. A new entity needs a line here: what its events link to, or
 * `() => null`. A line whose key does not compile has no word: add it to `entities` of shared/i18n/{en,ru}/audit.ts, or remove the line.
 */
const subjectFinders: Record<Entity, FindSubject> = {
  booking: findBooking,
  payment: findPerson,
  wallet: personOf,
  shift: (id) => ({ kind: 'shift', id }),
  tariff: (id, text) => ({ kind: 'tariff', id, locationId: text('locationId') }),
  space: (id, text) => ({ kind: 'space', id, locationId: text('locationId') }),
  location: (id) => ({ kind: 'location', id }),
  opening_hours: (id) => ({ kind: 'hours', id }),
  closure: findClosure,
  user: personOf,
  review: () => null,
  session: findPerson,
  audit: () => null,
}

export const entities = Object.keys(subjectFinders) as Entity[]

/** Null where the subject cannot be shown, such as a review. Pure. */
export function subjectOf({ entity, entityId, before, after }: Event): Subject | null {
  const state = { ...asRecord(before), ...asRecord(after) }
  const text = (name: string) => (typeof state[name] === 'string' ? state[name] : undefined)
  const knownEntity = entities.find((each) => each === entity)
  return knownEntity ? subjectFinders[knownEntity](entityId, text) : null
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
