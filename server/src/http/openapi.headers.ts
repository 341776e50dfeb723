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

/**
 * Adds to each operation the headers that it reads, as references to `components.parameters`. They are not in the schemas of the routes,
 * because the validator must not check them: a header is checked later, in its place in the order of refusals. Pure.
 */
export function withHeaders<T extends object>(document: T): T {
  const { paths = {}, components = {} } = document as OpenApiDocument
  const parameters = mapValues(headers, ({ description, schema }, name) => ({
    name,
    in: 'header',
    description,
    schema,
  }))
  const withReferences = (operation: Operation): Operation => {
    const references = namesOf(operation).map((name) => ({ $ref: `#/components/parameters/${name}` }))
    return references.length === 0
      ? operation
      : { ...operation, parameters: [...(operation.parameters ?? []), ...references] }
  }
  return {
    ...document,
    components: { ...components, parameters },
    paths: mapValues(paths, (methods) => mapValues(methods, withReferences)),
  }
}
