import fc, { type Arbitrary } from 'fast-check'

// Generates input for an operation from its JSON Schema: mostly valid, so that it passes the validation.

type Schema = {
  type?: string
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
}

/** Values that exist in the database: ids by the name of their field, and instants near the clock. */
export type ExistingValues = { ids: Record<string, string[]>; instants: string[] }

const invalidValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e308,
    [],
    {},
    true,
    '\0',
    '\ud800',
    "'; DROP TABLE bookings; --",
    '<script>',
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

/** A value that the schema allows; `name` is the field (`spaceId`), which decides from which objects an id is chosen. */
export function validInput(schema: Schema, existing: ExistingValues, name = ''): Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => validInput(one, existing, name)))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if ('const' in schema) return fc.constant(schema.const)
  switch (schema.type) {
    case 'string':
      return textOf(schema, existing, name)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(validInput(schema.items ?? {}, existing, name.replace(/s$/, '')), {
        minLength: schema.minItems ?? 0,
        maxLength: 3,
      })
    case 'object':
      return objectOf(schema, existing)
    default:
      return invalidValue
  }
}

function textOf(
  { format, pattern, minLength = 0, maxLength = 60 }: Schema,
  { ids, instants }: ExistingValues,
  name: string,
): Arbitrary<string> {
  if (format === 'uuid')
    return fc.oneof(
      { weight: 8, arbitrary: oneOf(() => ids[name] ?? Object.values(ids).flat()) },
      { weight: 1, arbitrary: oneOf(() => Object.values(ids).flat()) },
      { weight: 1, arbitrary: fc.uuid() },
    )
  if (format === 'date-time') return fc.constantFrom(...instants)
  if (format === 'email') return fc.uuid().map((id) => `${id}@example.com`)
  if (pattern && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern))
  return fc.string({
    minLength: Math.max(minLength, 1),
    maxLength: Math.min(maxLength, 60),
    unit: 'grapheme',
  })
}

/** A value that the list has when the input is generated. */
const oneOf = (list: () => string[]): Arbitrary<string> =>
  fc.nat().map((at) => list()[at % list().length] ?? '')

const numberOf = ({ minimum = -1_000_000, maximum = 1_000_000 }: Schema) =>
  fc.oneof(
    fc.integer({ min: Math.ceil(minimum), max: Math.min(maximum, Number.MAX_SAFE_INTEGER) }),
    fc.constantFrom(Math.ceil(minimum), Math.floor(maximum), Math.min(60, maximum)),
  )

function objectOf(
  { properties = {}, required = [] }: Schema,
  existing: ExistingValues,
): Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([key, one]) => [key, validInput(one, existing, key)]),
  )
  return fc.record(fields, { requiredKeys: required })
}

/**
 * Mostly invalid input: nonsense, or a valid input with one field replaced by nonsense, with one field missing or with an unknown field.
 * It may be valid by chance: where the missing field is optional, or the nonsense fits.
 */
export const brokenInput = (schema: Schema, existing: ExistingValues): Arbitrary<unknown> =>
  fc.oneof(
    invalidValue,
    fc.tuple(objectOf(schema, existing), fc.nat(), invalidValue).map(([value, at, bad]) => {
      const keys = Object.keys(value)
      return { ...value, [keys[at % Math.max(1, keys.length)] ?? 'extra']: bad }
    }),
    fc.tuple(objectOf(schema, existing), fc.nat()).map(([value, at]) => {
      const keys = schema.required?.length ? schema.required : Object.keys(value)
      const missing = keys[at % Math.max(1, keys.length)]
      return Object.fromEntries(Object.entries(value).filter(([key]) => key !== missing))
    }),
    objectOf(schema, existing).map((value) => ({ ...value, 'no such key': 1 })),
  )
