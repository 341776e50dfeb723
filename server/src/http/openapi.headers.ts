import { idempotencyInProgress } from '../db/idempotency.ts'
import { codesOf, mapValues, type OpenApiDocument, type Operation } from './openapi.components.ts'

type Header = { description: string; schema: object; isReadBy: (operation: Operation) => boolean }

/** The headers that some routes read. Only these routes declare a certain response, by which `isReadBy` recognises them. */
const headers: Record<string, Header> = {
  'If-Match': {
    description:
      'The entity tag of the state that was seen, or `"<version>"`; 412 where the state is another one',
    schema: { type: 'string' },
    isReadBy: ({ responses }) => '412' in responses,
  },
  'If-None-Match': {
    description: 'The entity tag of a response; 304 where it would be sent again',
    schema: { type: 'string' },
    isReadBy: ({ responses }) => '304' in responses,
  },
  'Idempotency-Key': {
    description: 'Equal at each repetition of a request, which then runs once; it is kept for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    isReadBy: ({ responses }) =>
      Object.values(responses).some((response) => codesOf(response).includes(idempotencyInProgress.code)),
  },
}

const namesOf = (operation: Operation) =>
  Object.entries(headers).flatMap(([name, { isReadBy }]) => (isReadBy(operation) ? [name] : []))

type ResponseHeader = {
  description: string
  schema: object
  isSentBy: (response: { status: string; operation: Operation; hasEntityTag: boolean }) => boolean
}

const isSuccess = (status: string): boolean => status.startsWith('2')

/** The headers that some responses have; those of all responses are in the description of the document. */
const responseHeaders: Record<string, ResponseHeader> = {
  ETag: {
    description: 'The entity tag of the response, for `If-Match` and `If-None-Match`',
    schema: { type: 'string' },
    isSentBy: ({ status, hasEntityTag }) => hasEntityTag && (isSuccess(status) || status === '304'),
  },
  'Idempotency-Replayed': {
    description: 'Only in the repeated response to an `Idempotency-Key` that was used before',
    schema: { type: 'string', enum: ['true'] },
    isSentBy: ({ status, operation }) => isSuccess(status) && namesOf(operation).includes('Idempotency-Key'),
  },
  'Retry-After': {
    description: 'In seconds',
    schema: { type: 'integer', minimum: 0 },
    isSentBy: ({ status }) => status === '429' || status === '503',
  },
  'WWW-Authenticate': {
    description: 'How to sign in',
    schema: { type: 'string' },
    isSentBy: ({ status }) => status === '401',
  },
}

/**
 * Adds to each operation the headers that it reads, as references to `components.parameters`. They are not in the schemas of the routes,
 * because the validator must not check them: a header is checked later, in its place in the order of refusals. Adds to each response
 * the headers that it has; `withEntityTag` has the ids of the operations whose responses have an entity tag. Pure.
 */
export function withHeaders<T extends object>(document: T, withEntityTag: ReadonlySet<string>): T {
  const { paths = {}, components = {} } = document as OpenApiDocument
  const parameters = mapValues(headers, ({ description, schema }, name) => ({
    name,
    in: 'header',
    description,
    schema,
  }))
  const withReferences = (operation: Operation): Operation => {
    const references = namesOf(operation).map((name) => ({ $ref: `#/components/parameters/${name}` }))
    const hasEntityTag = withEntityTag.has(operation.operationId ?? '')
    const responses = mapValues(operation.responses, (response, status) => {
      const names = Object.entries(responseHeaders).flatMap(([name, { isSentBy }]) =>
        isSentBy({ status, operation, hasEntityTag }) ? [name] : [],
      )
      const headers = Object.fromEntries(
        names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      )
      return names.length === 0 ? response : { ...response, headers }
    })
    const parameters = [...(operation.parameters ?? []), ...references]
    return { ...operation, ...(parameters.length > 0 && { parameters }), responses }
  }
  return {
    ...document,
    components: {
      ...components,
      parameters,
      headers: mapValues(responseHeaders, ({ description, schema }) => ({ description, schema })),
    },
    paths: mapValues(paths, (methods) => mapValues(methods, withReferences)),
  }
}
