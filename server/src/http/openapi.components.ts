type ResponseObject = { description?: string; headers?: object; content?: Record<string, { schema: Schema }> }
type Schema = { allOf?: [unknown, { properties: { code: { enum: string[] } } }] }
type Reference = { $ref: string }
export type Operation = {
  operationId?: string
  summary?: string
  parameters?: object[]
  requestBody?: { required?: boolean; content: Record<string, { schema: BodySchema }> }
  responses: Record<string, ResponseObject>
}
type BodySchema = { required?: string[]; properties?: Record<string, { default?: unknown }> }
export type OpenApiDocument = {
  paths?: Record<string, Record<string, Operation>>
  components?: object
}

/** The codes of the problems of a response; empty for other responses. */
export const codesOf = (response: ResponseObject): string[] =>
  response.content?.['application/problem+json']?.schema.allOf?.[1].properties.code.enum ?? []

/**
 * Puts each problem response once under `components.responses`, named by its codes: nine in ten responses of all routes are one of
 * about thirty. Its schema gets a title, by which `withNamedSchemas` finds it. Pure.
 */
export function withSharedProblems<T extends object>(document: T): T {
  const { paths = {}, components = {} } = document as OpenApiDocument
  const shared: Record<string, ResponseObject> = {}
  const share = (response: ResponseObject): ResponseObject | Reference => {
    const codes = codesOf(response)
    if (codes.length === 0) return response
    const name = codes.join('.')
    const titled = withTitle(response, codes.map(inPascalCase).join('Or'))
    shared[name] ??= titled
    // This cannot happen, because a code has equal properties everywhere. If it did happen, the reference would be wrong.
    if (JSON.stringify(shared[name]) !== JSON.stringify(titled)) return response
    return { $ref: `#/components/responses/${name}` }
  }
  const sharedPaths = mapValues(paths, (methods) =>
    mapValues(methods, (operation) => ({ ...operation, responses: mapValues(operation.responses, share) })),
  )
  return { ...document, components: { ...components, responses: shared }, paths: sharedPaths }
}

const withTitle = ({ content = {}, ...response }: ResponseObject, title: string): ResponseObject => ({
  ...response,
  content: mapValues(content, ({ schema }) => ({ schema: { ...schema, title } })),
})

const inPascalCase = (code: string): string =>
  `_${code}`.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())

export const mapValues = <A, B>(
  record: Record<string, A>,
  map: (value: A, key: string) => B,
): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
