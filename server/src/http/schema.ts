import Type, { type TSchema } from 'typebox'
import type { Text } from '../shared/language.ts'
import { maxMoney } from '../shared/money.ts'
import type { TextKind } from './text-keyword.ts'
import type { Within } from './within-keyword.ts'

// The parts of request and response schemas that do not belong to one module.

const messages = new Map<string, Text>()

/**
 * Stores the message for a text that does not match the pattern, and returns the pattern; a test requires a message for each pattern of a
 * request.
 */
export function patternWithMessage(pattern: string, en: string, ru: string): string {
  messages.set(pattern, { en, ru })
  return pattern
}

/** The message for a text that does not match the pattern; undefined where there is none. */
export const messageOfPattern = (pattern: string): Text | undefined => messages.get(pattern)

const currencyCode = patternWithMessage(
  '^[A-Z]{3}$',
  'must be a code of three capital letters, such as RUB',
  'должно быть кодом из трёх заглавных букв, например RUB',
)

/** Any UUID on the way in; `x-canonical` converts it to lower case before a handler compares or stores it. */
export const Uuid = Type.String({ format: 'uuid', 'x-canonical': true })
/** RFC 3339 with an offset on the way in; UTC with milliseconds for handlers (`x-canonical`) and on the way out. */
export const Instant = Type.String({
  format: 'date-time',
  'x-canonical': true,
  examples: ['2026-12-01T09:00:00+03:00'],
})
export const LocalTime = Type.String({
  pattern: patternWithMessage(
    '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
    'must be a time from 00:00 to 24:00, such as 09:30',
    'должно быть временем от 00:00 до 24:00, например 09:30',
  ),
  examples: ['09:00'],
})
/** A day of a location's calendar, in the years that the service supports. */
export const LocalDate = Type.String({
  format: 'date',
  pattern: patternWithMessage(
    '^2[01][0-9]{2}-[01][0-9]-[0-3][0-9]$',
    'must be a date from 2000 to 2199, such as 2026-12-31',
    'должно быть датой с 2000 по 2199 год, например 2026-12-31',
  ),
  examples: ['2026-12-31'],
})
/** The field ends a range that begins at `from` and is at most this many days long. */
const within = (days: number) => ({
  'x-within': { from: 'from', days } satisfies Within,
  description: `At most ${days} days after \`from\``,
})
export const InstantWithin = (days: number) => Type.Unsafe<string>({ ...Instant, ...within(days) })
export const LocalDateWithin = (days: number) => Type.Unsafe<string>({ ...LocalDate, ...within(days) })
export const Weekday = Type.Integer({ minimum: 1, maximum: 7, description: 'ISO: 1 is Monday' })
/** The code in a response: a code that an earlier version has stored may be missing in shared/currency.ts. */
export const Currency = Type.String({ pattern: currencyCode, description: 'ISO 4217' })
/** The code in a request. */
export const ActiveCurrency = Type.String({
  'x-text': 'currency' satisfies TextKind,
  pattern: currencyCode,
  description: 'An active code of ISO 4217',
  examples: ['RUB'],
})
export const Amount = Type.Integer({ minimum: 0, maximum: maxMoney, description: 'In the minor unit' })
/** A sum of amounts, in a response: unlike an amount, it has no bound, because no refund, payout or closing of a shift is refused for its sum. */
export const Sum = Type.Integer({ minimum: 0, description: 'In the minor unit' })
export const SignedSum = Type.Integer({ description: 'In the minor unit' })
export const SignedAmount = Type.Integer({ minimum: -maxMoney, maximum: maxMoney })
export const Percent = Type.Integer({ minimum: 0, maximum: 100 })
export const Language = Type.Union([Type.Literal('en'), Type.Literal('ru')], { title: 'Language' })

// Every string of a request declares its kind by `x-text`, a format, a pattern or its values; a test walks all routes.

/** One line, which is stored in NFC, trimmed, without control or invisible characters. The maximum length applies to the stored form. */
export const Line = (maxLength: number, { minLength = 1 }: { minLength?: 0 | 1 } = {}) =>
  Type.String({ 'x-text': 'line' satisfies TextKind, minLength, maxLength })
/** Text of several lines, stored in NFC and trimmed, without control characters. */
export const Lines = (maxLength: number, { minLength = 0 } = {}) =>
  Type.String({ 'x-text': 'lines' satisfies TextKind, minLength, maxLength })
/** Text that is only compared with a stored value: a token, the email of an account, a search. */
export const Opaque = (maxLength: number) => Type.String({ 'x-text': 'opaque' satisfies TextKind, maxLength })

export const Name = Line(200)
export const LongText = Lines(2_000)
/** The text about how to get in. Only in responses to staff of the location, and in a person's own confirmed booking and its mails. */
export const AccessNote = Lines(1_000)

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** An object of responses. The name is that of its schema in openapi.json, and of its type in generated clients. */
export const Named = <P extends Record<string, TSchema>>(title: string, properties: P) =>
  Type.Object(properties, { title })

/** The object of a request: unknown keys are refused. */
export const Strict = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** A `Strict` object with a name in openapi.json. */
export const NamedStrict = <P extends Record<string, TSchema>>(title: string, properties: P) =>
  Type.Object(properties, { additionalProperties: false, title })

/** The object of a PATCH: any key may be absent, unknown ones are refused. (`Type.Partial` alone would let them in.) */
export const Patch = <P extends Record<string, TSchema>>(title: string, properties: P) =>
  NamedStrict(title, Type.Partial(Type.Object(properties)).properties)

export const IdParams = Strict({ id: Uuid })

export const Range = Named('TimeRange', { startsAt: Instant, endsAt: Instant })

export const Page = <T extends TSchema>(item: T) =>
  Named(`${(item as { title?: string }).title}Page`, {
    items: Type.Array(item),
    nextCursor: Nullable(Type.String()),
    total: Type.Optional(Type.Integer({ description: 'Only with `withTotal=true`' })),
  })

/** The query parameters of every list. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 20 }),
  // A name of 200 characters, escaped, in UTF-8 and base64 is the longest that a cursor holds.
  cursor: Type.Optional(
    Type.String({ ...Opaque(2_000), description: 'The `nextCursor` of the page before' }),
  ),
  withTotal: Type.Boolean({ default: false }),
}

/** `sort=field` ascends, `sort=-field` descends. */
export const Sort = <F extends string>(fields: readonly F[], fallback: F | `-${F}`) => {
  const values = fields.flatMap((field) => [field, `-${field}`] as const)
  return Type.Unsafe<F | `-${F}`>({ type: 'string', enum: values, default: fallback })
}

/** A filter that may repeat in the query. */
export const Repeated = <T extends TSchema>(item: T) => Type.Optional(Type.Array(item, { maxItems: 100 }))
