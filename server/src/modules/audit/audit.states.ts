import Type, { type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import {
  Amount,
  Currency,
  Instant,
  LocalTime,
  Nullable,
  Percent,
  SignedAmount,
  SignedSum,
  Sum,
  Uuid,
  Weekday,
} from '../../http/schema.ts'

/** A word that the service defines: a status, a role, a kind. */
export const Code = Type.String({ pattern: '^[a-z_]{1,40}$' })
export const ZoneName = Type.String({ pattern: '^[A-Za-z0-9_+/-]{1,64}$' })
const Count = Type.Integer()
const Flag = Type.Boolean()

const stamps = { createdAt: Instant, updatedAt: Instant, version: Count }

/**
 * The fields of each entity that the trail may hold: ids, states, times and amounts. The trail outlives the people in it, so no
 * field here may hold a text that a person wrote; a test checks all of them. A field that is not listed is left out; when it
 * changes, `rewritten` names it.
 */
export const auditedFields = {
  booking: Type.Object({
    id: Uuid,
    userId: Uuid,
    spaceId: Uuid,
    locationId: Uuid,
    startsAt: Instant,
    endsAt: Instant,
    status: Code,
    totalPrice: Amount,
    currency: Currency,
    refunded: Amount,
    refundLimitPercent: Percent,
    requiresCheckIn: Flag,
    cancelledAt: Nullable(Instant),
    holdUntil: Nullable(Instant),
    ...stamps,
  }),
  closure: Type.Object({
    id: Uuid,
    locationId: Uuid,
    spaceId: Nullable(Uuid),
    from: Instant,
    to: Instant,
    cancelledBookingIds: Type.Array(Uuid),
  }),
  location: Type.Object({
    id: Uuid,
    timeZone: ZoneName,
    currency: Currency,
    isActive: Flag,
    requiresShift: Flag,
    taxRate: Nullable(Type.Integer()),
    ...stamps,
  }),
  opening_hours: Type.Object({
    weekly: Type.Array(Type.Object({ weekday: Weekday, opens: LocalTime, closes: LocalTime })),
  }),
  payment: Type.Object({
    id: Uuid,
    userId: Uuid,
    amount: Amount,
    currency: Currency,
    status: Code,
    provider: Code,
    refundId: Uuid,
    refundedAmount: Amount,
    receivedAmount: Amount,
    receivedCurrency: Currency,
    createdAt: Instant,
  }),
  review: Type.Object({
    id: Uuid,
    spaceId: Uuid,
    // Not a column of reviews: the web app needs it to name the space.
    locationId: Uuid,
    userId: Uuid,
    rating: Count,
    status: Code,
    ...stamps,
  }),
  session: Type.Object({ userId: Uuid }),
  shift: Type.Object({
    id: Uuid,
    locationId: Uuid,
    userId: Uuid,
    currency: Currency,
    float: Amount,
    expected: SignedSum,
    counted: Nullable(Amount),
    overShort: Nullable(SignedSum),
    openedAt: Instant,
    closedAt: Nullable(Instant),
    closedBy: Nullable(Uuid),
  }),
  space: Type.Object({
    id: Uuid,
    locationId: Uuid,
    type: Code,
    capacity: Count,
    tariffId: Nullable(Uuid),
    currency: Currency,
    bufferBeforeMinutes: Count,
    bufferAfterMinutes: Count,
    requiresApproval: Flag,
    requiresCheckIn: Flag,
    isActive: Flag,
    ...stamps,
  }),
  tariff: Type.Object({
    id: Uuid,
    locationId: Nullable(Uuid),
    currency: Currency,
    hourlyRate: Amount,
    dailyCap: Nullable(Amount),
    rules: Type.Array(
      Type.Object({ weekdays: Type.Array(Weekday), from: LocalTime, to: LocalTime, hourlyRate: Amount }),
    ),
    minMinutes: Count,
    maxMinutes: Count,
    stepMinutes: Count,
    minLeadMinutes: Count,
    maxAdvanceDays: Count,
    cancellation: Type.Array(Type.Object({ hoursBefore: Count, refundPercent: Percent })),
    isActive: Flag,
    ...stamps,
  }),
  user: Type.Object({
    role: Code,
    blocked: Flag,
    locationIds: Type.Array(Uuid),
    mergedInto: Uuid,
    bookingIds: Type.Array(Uuid),
    cancelledBookingIds: Type.Array(Uuid),
    balances: Type.Array(Type.Object({ currency: Currency, balance: Sum })),
  }),
  // The entity is the wallet of the user `entityId`; the state is the entry that was added to it.
  wallet: Type.Object({
    id: Uuid,
    amount: SignedAmount,
    currency: Currency,
    balanceAfter: Sum,
    kind: Code,
    channel: Nullable(Code),
    bookingId: Nullable(Uuid),
    paymentId: Nullable(Uuid),
    locationId: Nullable(Uuid),
    shiftId: Nullable(Uuid),
    createdAt: Instant,
  }),
}

/**
 * The entities that the service records; for `cut` and `reseal` the database itself records the entity `audit`. A new entity is added to
 * `auditedFields`, with the fields that the trail may hold; the web app needs a word (web/src/shared/i18n/{en,ru}/audit.ts) and a link
 * (web/src/features/audit/subject.ts) for each.
 */
export type AuditEntity = keyof typeof auditedFields

/** The actions that the trail records; the web app has a word for each. */
export const auditActions = [
  'create',
  'update',
  'delete',
  'move',
  'cancel',
  'pay',
  'approve',
  'reject',
  'check-in',
  'no-show',
  'complete',
  'top_up',
  // `refund` is a refund of a payment, to the card.
  'refund',
  // The operator has stated that a refund was made (`make finish-refund`).
  'refund_made',
  'refund_failed',
  'dispute',
  'mismatch',
  'unreachable',
  'payout',
  'adjustment',
  'merge',
  'make_admin',
  'token_reused',
  // Migration 0019 recorded `reseal`, once (decision 0009); the function `cut_audit_trail` of the database records `cut`.
  'reseal',
  'cut',
] as const
export type AuditAction = (typeof auditActions)[number]

type AuditState = Record<string, unknown>
type States = { before: object | null; after: object | null }

/** The two states as the trail stores them: the fields that `auditedFields` lists, and the names of the other fields that changed. Pure. */
export function toAuditedStates(
  entity: AuditEntity,
  { before, after }: States,
): { before: AuditState | null; after: AuditState | null } {
  const schema: TSchema = auditedFields[entity]
  const stored = {
    before: pick(schema, before) as AuditState | null,
    after: pick(schema, after) as AuditState | null,
  }
  if (!before || !after || !stored.after) return stored
  const rewritten = Object.keys(after).filter(
    (key) => isDifferent(before, after, key) && !isDifferent(stored.before ?? {}, stored.after ?? {}, key),
  )
  return rewritten.length === 0 ? stored : { ...stored, after: { ...stored.after, rewritten } }
}

const isDifferent = (before: object, after: object, key: string): boolean =>
  JSON.stringify((before as AuditState)[key]) !== JSON.stringify((after as AuditState)[key])

type Shape = TSchema & { properties?: Record<string, TSchema>; items?: TSchema; anyOf?: [TSchema, TSchema] }

/** The part of a value that a schema knows; undefined where the value is of another type. */
function pick(schema: Shape, value: unknown): unknown {
  if (value === null) return null
  if (schema.anyOf) return pick(schema.anyOf[0], value)
  if (schema.items) return Array.isArray(value) ? pickItems(schema.items, value) : undefined
  if (!schema.properties) return Value.Check(schema, value) ? value : undefined
  const fields = Object.entries(schema.properties).map(([key, field]) => [
    key,
    pick(field, (value as AuditState)[key]),
  ])
  return Object.fromEntries(fields.filter(([, picked]) => picked !== undefined))
}

const pickItems = (schema: TSchema, items: unknown[]): unknown[] =>
  items.map((item) => pick(schema, item)).filter((item) => item !== undefined)
