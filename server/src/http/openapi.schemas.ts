import { isDeepStrictEqual } from 'node:util'

type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Maps every object of a document, the inner ones first. Pure. */
function mapNodes(value: unknown, map: (node: Node) => Node): unknown {
  if (Array.isArray(value)) return value.map((item) => mapNodes(item, map))
  if (!isNode(value)) return value
  return map(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapNodes(inner, map)])))
}

const isStringEnum = (value: unknown): value is { enum: string[] } =>
  isNode(value) && value.type === 'string' && Array.isArray(value.enum) && Object.keys(value).length === 2

/**
 * Writes a union of strings as one `enum`. The validator's schemas have an `anyOf` of one schema for each string, of which generated
 * clients would make as many types. Pure.
 */
export const withEnums = <T extends object>(document: T): T =>
  mapNodes(document, (node) => {
    const { anyOf, ...rest } = node
    if (!Array.isArray(anyOf) || !anyOf.every(isStringEnum)) return node
    return { type: 'string', enum: anyOf.flatMap((schema) => schema.enum), ...rest }
  }) as T

/**
 * Moves each schema with a `title` to `components.schemas`, under that name, and refers to it from each of its places, so that a booking
 * is one type in a generated client. Pure.
 */
export function withNamedSchemas<T extends object>(document: T): T {
  const schemas: Record<string, unknown> = {}
  const named = mapNodes(document, (node) => {
    const { title, ...schema } = node
    if (typeof title !== 'string' || !('type' in schema || 'anyOf' in schema || 'allOf' in schema))
      return node
    schemas[title] ??= schema
    if (!isDeepStrictEqual(schemas[title], schema)) throw new Error(`Two schemas have the title "${title}"`)
    return { $ref: `#/components/schemas/${title}` }
  }) as T & { components?: { schemas?: object } }
  const sorted = Object.fromEntries(
    Object.entries({ ...named.components?.schemas, ...schemas }).sort(([one], [other]) =>
      one < other ? -1 : 1,
    ),
  )
  return { ...named, components: { ...named.components, schemas: sorted } }
}
