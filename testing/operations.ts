import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect } from 'vitest'
import type { App } from '../server/src/http/app.ts'
import type { TestResponse } from './harness.ts'

/** One operation of the OpenAPI document. */
export type Operation = {
  method: string
  /** The path from the root, with its parameters, such as `{id}`. */
  path: string
  operationId: string
  tags: string[]
  security: object[]
  'x-access': 'public' | 'member' | 'manager' | 'admin'
  /** Those of the path and the query. The headers are references, to parameters that many operations have. */
  parameters?: { name: string; in: 'path' | 'query'; schema: any }[]
  /** The names of the headers that the operation reads. */
  headers: string[]
  requestBody?: { content: { 'application/json': { schema: any } } }
  /** The responses, with each `$ref` replaced by the component that it names. */
  responses: Record<string, any>
}

type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, object> }
}

/** A part of the document, with each reference to a schema replaced by the schema. */
export function withSchemas<T>(part: T, document: object): T {
  const { schemas } = (document as { components: { schemas: Record<string, object> } }).components
  const text = JSON.stringify(part, (_, value) => {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(value?.$ref)?.[1]
    return name ? schemas[name] : value
  })
  return JSON.parse(text)
}

export function operationsOf(app: App): Operation[] {
  const document = app.swagger()
  const { paths, components } = withSchemas(document, document) as unknown as Document
  const resolved = (response: { $ref?: string }) =>
    response.$ref ? components.responses[response.$ref.replace('#/components/responses/', '')] : response
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      ...(operation.parameters && { parameters: operation.parameters.filter((one) => !('$ref' in one)) }),
      headers: (operation.parameters ?? []).flatMap((one) =>
        '$ref' in one ? [String(one.$ref).replace('#/components/parameters/', '')] : [],
      ),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [status, resolved(response)]),
      ),
      method: method.toUpperCase(),
      path,
    })),
  )
  // A test that checks every operation must not pass because it has found none.
  expect(operations.length).toBeGreaterThan(50)
  return operations
}

const modules = join(import.meta.dirname, '../server/src/modules')

/** The file and the line of a route, for messages. */
export function lineOf({ operationId }: Pick<Operation, 'operationId'>): string {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((path) => path.endsWith('.routes.ts'))) {
    const lines = readFileSync(join(modules, file), 'utf8').split('\n')
    const index = lines.findIndex((line) => line.includes(`operationId: '${operationId}'`))
    if (index >= 0) return `server/src/modules/${file}:${index + 1}`
  }
  return operationId
}

/** Every route of the router as `GET /api/v1/spaces/{id}`, without HEAD. */
export function liveRoutes(app: App): string[] {
  const segments: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S+) \((.+)\)$/.exec(line) ?? []
      if (indent === undefined || segment === undefined || methods === undefined) return []
      const depth = indent.length / 4
      segments.splice(depth, segments.length, segment)
      const path = segments.join('').replace(/:(\w+)/g, '{$1}')
      return methods.split(', ').flatMap((method) => (method === 'HEAD' ? [] : [`${method} ${path}`]))
    })
}

/** A check that the document declares a response of the operation: its status, its content type and every field. */
export function documentChecker(app: App) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  const document = app.swagger() as unknown as Document
  ajv.addSchema(document, 'document')
  // Compiling a schema takes longer than the request that is checked.
  const checks = new Map<string, ValidateFunction>()
  const checkAt = (pointer: string): ValidateFunction => {
    const check = checks.get(pointer) ?? ajv.compile({ $ref: `document#/${pointer}` })
    checks.set(pointer, check)
    return check
  }
  return (operation: Operation, response: TestResponse): void => {
    const { method, path, responses } = operation
    const documented = responses[response.status]
    const code = response.status >= 400 ? response.body?.code : undefined
    const undeclared = () =>
      `add the problem \`${code}\` to \`problems\` in the config of ${lineOf(operation)}, which does not declare it for ${method} ${path}. ${response.text}`
    if (!documented && code) throw new Error(undeclared())
    expect(
      documented,
      `${method} ${path} does not document ${response.status}: ${response.text}`,
    ).toBeDefined()
    for (const name of ['ETag', 'Retry-After', 'WWW-Authenticate'])
      expect(
        name.toLowerCase() in response.headers,
        `${method} ${path} ${response.status}: is ${name} sent?`,
      ).toBe(name in (documented.headers ?? {}))
    if (documented.content === undefined) {
      expect(response.text).toBe('')
      return
    }
    const type = String(response.headers['content-type']).replace(/;.*/, '')
    expect(Object.keys(documented.content)).toContain(type)
    const reference = document.paths[path]?.[method.toLowerCase()]?.responses[response.status].$ref?.slice(2)
    const place = reference?.split('/') ?? ['paths', path, method.toLowerCase(), 'responses', response.status]
    const pointer = [...place, 'content', type, 'schema']
    const escaped = pointer.map((part) => encodeURIComponent(String(part).replaceAll('/', '~1')))
    const check = checkAt(escaped.join('/'))
    const body = type.endsWith('json') ? response.body : response.text
    if (check(body)) return
    if (check.errors?.some(({ instancePath }) => code && instancePath === '/code'))
      throw new Error(undeclared())
    const faults = check.errors?.map(
      ({ instancePath, message }) => `${instancePath || 'the body'} ${message}`,
    )
    throw new Error(
      `the response differs from the schema of ${lineOf(operation)}: ${faults?.join('; ')}. ${response.text}`,
    )
  }
}
