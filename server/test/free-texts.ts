export type Shape = {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  pattern?: string
  properties?: Record<string, Shape>
  items?: Shape
  anyOf?: Shape[]
}

// Patterns of currencies and wall-clock times.
const codes = /^\^\[A-Z\]\{3\}\$$|24:00/

/** The paths of the free texts in a schema. */
export function freeTexts(schema: Shape, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([key, field]) =>
    freeTexts(field, `${path}.${key}`),
  )
  const inner = [schema.items, ...(schema.anyOf ?? [])].flatMap((one) => (one ? freeTexts(one, path) : []))
  const isBound =
    ['uuid', 'date-time', 'date'].includes(schema.format ?? '') || codes.test(schema.pattern ?? '')
  const isFree =
    schema.type === 'string' && !isBound && schema.enum === undefined && schema.const === undefined
  return [...new Set([...fields, ...inner, ...(isFree ? [path] : [])])]
}
