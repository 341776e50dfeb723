import type { Operation } from '../../testing/operations.ts'

export type Schema = Record<string, any>
type Input = { name: string; schema: Schema; place: 'query' | 'path' | 'body' }

/** Every query and path parameter, and every place in a body. */
export function inputsOf({ parameters = [], requestBody }: Operation): Input[] {
  const body = requestBody?.content['application/json'].schema
  return [
    ...parameters.map(({ name, in: place, schema }) => ({ name, schema, place })),
    ...(body ? placesIn(body, '') : []),
  ]
}

function placesIn(schema: Schema, name: string): Input[] {
  const { anyOf, items, properties = {} } = schema
  const own = { name, schema, place: 'body' as const }
  const inside = Object.entries(properties).flatMap(([key, one]) => placesIn(one as Schema, `${name}/${key}`))
  const choices = (anyOf ?? []).flatMap((one: Schema) => placesIn(one, name))
  return [own, ...inside, ...choices, ...(items ? placesIn(items, `${name}/0`) : [])]
}

/** Whether the format or the pattern of a text limits its length. */
const bounding = (schema: Schema): boolean =>
  /^(uuid|date|date-time)$/.test(schema.format ?? '') || (schema.pattern && !/[*+]/.test(schema.pattern))

export function isBounded(schema: Schema): boolean {
  if (schema.anyOf) return schema.anyOf.every((one: Schema) => isBounded(one))
  if (schema.enum || 'const' in schema) return true
  switch (schema.type) {
    case 'string':
      return schema.maxLength !== undefined || bounding(schema)
    case 'array':
      return schema.maxItems !== undefined && isBounded(schema.items)
    case 'integer':
    case 'number':
      return schema.minimum !== undefined && schema.maximum !== undefined
    case 'object':
      return schema.additionalProperties === false
    default:
      return schema.type === 'boolean' || schema.type === 'null'
  }
}

/** The largest value that a schema allows: the longest texts, of the letters with most bytes, and the most items. */
export function largest(schema: Schema): unknown {
  if (schema.anyOf) return largest(schema.anyOf[0])
  if (schema.enum) return schema.enum.at(-1)
  if ('const' in schema) return schema.const
  if (schema.type === 'array') return Array.from({ length: schema.maxItems }, () => largest(schema.items))
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, one]) => [key, largest(one as Schema)]),
    )
  if (schema.type === 'integer' || schema.type === 'number') return schema.maximum
  if (schema.type === 'boolean') return false
  if (schema.format === 'uuid') return '00000000-0000-7000-8000-000000000000'
  if (schema.format === 'date-time') return '2026-12-02T10:00:00.000000000+00:00'
  if (schema.pattern === '^[A-Z]{3}$') return 'RUB'
  return schema.maxLength === undefined ? '00:00' : '😀'.repeat(schema.maxLength)
}

/** The smallest text or number that a schema allows; none for other types. */
export function smallest(schema: Schema): unknown[] {
  if (schema.maxLength !== undefined) return ['x'.repeat(schema.minLength ?? 0)]
  return schema.minimum === undefined ? [] : [schema.minimum]
}

/**
 * Values beyond the limits of this input: just above and far above the largest, and below the smallest. There is none for `anyOf`, because
 * `inputsOf` returns each of its choices separately and no parameter has `anyOf`, and none for `enum`, which has no limit.
 */
export function valuesBeyondLimits(schema: Schema): unknown[] {
  if (schema.anyOf) return []
  if (schema.maxLength !== undefined) return ['x'.repeat(schema.maxLength + 1), 'x'.repeat(7_000)]
  if (schema.maxItems !== undefined)
    return [Array.from({ length: schema.maxItems + 1 }, () => largest(schema.items))]
  if (schema.maximum !== undefined) return [schema.maximum + 1, schema.minimum - 1, 1e308]
  return !schema.enum && bounding(schema) ? ['0'.repeat(7_000)] : []
}

/** The body with the value in the place that `keys` name. Throws where the sample lacks the object or the array around that place. */
export function withValue(body: any, [key = '', ...deeper]: string[], value: unknown): unknown {
  if (typeof body !== 'object' || body === null)
    throw new Error(`the sample has nothing that contains ${key}`)
  const inserted = deeper.length === 0 ? value : withValue(body[key], deeper, value)
  return Array.isArray(body) ? body.with(Number(key), inserted) : { ...body, [key]: inserted }
}
