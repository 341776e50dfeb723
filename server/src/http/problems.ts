import type { ErrorObject } from 'ajv'
import type { FastifyError, FastifyInstance } from 'fastify'
import pg from 'pg'
import Type from 'typebox'
import { isTemporary } from '../db/failures.ts'
import type { Deps } from '../deps.ts'
import type { Language, Text } from '../shared/language.ts'
import { Problem, type ProblemType, problemOfConstraint } from '../shared/problem.ts'
import {
  internalError,
  malformedJson,
  notFound,
  payloadTooLarge,
  rateLimited,
  unavailable,
  unsupportedMediaType,
  validationFailed,
} from '../shared/problems.ts'
import { problemOfValidation } from './validation.ts'

/** RFC 9457, with a stable `code` and the request's id. */
type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  requestId: string
  errors?: { path: string; message: string }[]
}

export function registerProblems(app: FastifyInstance, { exhaustion }: Pick<Deps, 'exhaustion'>): void {
  app.setErrorHandler(async (error, request, reply) => {
    exhaustion.record(error)
    const problem = problemOf(error, request.query)
    if (problem.type.status >= 500) request.log.error({ err: error }, problem.message)
    // Without this header a cache could store the 404 of an unknown route, and give it to a browser that navigates there and gets a page.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    return reply
      .code(problem.type.status)
      .headers(headersOf(problem))
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(problemBody(problem, { id: request.id, language: request.language, publicUrl: app.publicUrl }))
  })
}

type RequestContext = { id: string; language: Language; publicUrl: string }

export function problemBody(
  { type, detail, extras }: Problem,
  { id, language, publicUrl }: RequestContext,
): ProblemBody {
  const {
    fields,
    limitPoints: _,
    ...rest
  } = extras as { fields?: { path: string; message: Text }[]; limitPoints?: number }
  return {
    type: `${publicUrl}/docs/errors#${type.code}`,
    title: type.title[language],
    status: type.status,
    detail: detail[language],
    code: type.code,
    requestId: id,
    ...(fields && { errors: fields.map(({ path, message }) => ({ path, message: message[language] })) }),
    ...rest,
  }
}

function headersOf({ type, extras }: Problem): Record<string, string> {
  if (type.status === 401) return { 'www-authenticate': 'Bearer' }
  if (type.status === 503) return { 'retry-after': '1' }
  if (type !== rateLimited) return {}
  const retryAfter = String(extras.retryAfter)
  // They replace those of the requests of a minute, which permit more.
  return {
    'retry-after': retryAfter,
    'ratelimit-limit': String(extras.limitPoints),
    'ratelimit-remaining': '0',
    'ratelimit-reset': retryAfter,
  }
}

/** Converts any error to a problem; no other function does. */
function problemOf(error: unknown, query: unknown): Problem {
  if (error instanceof Problem) return error
  const violatedConstraint =
    error instanceof pg.DatabaseError && error.constraint && problemOfConstraint(error.constraint)
  if (violatedConstraint) return violatedConstraint()
  if (isTemporary(error)) return unavailable()
  if (error instanceof pg.DatabaseError) return internalError()
  if (error instanceof Error && 'validation' in error) {
    const { validation, validationContext } = error as FastifyError & { validation: ErrorObject[] }
    return problemOfValidation(validation, validationContext, query)
  }
  return problemOfFastify(error as FastifyError)
}

const byStatus = new Map<number, ProblemType>([
  [400, malformedJson],
  [404, notFound],
  [413, payloadTooLarge],
  [415, unsupportedMediaType],
  [503, unavailable],
])

function problemOfFastify(error: FastifyError): Problem {
  if (error.statusCode && error.statusCode < 500)
    return (byStatus.get(error.statusCode) ?? validationFailed)()
  return byStatus.get(error.statusCode ?? 500)?.() ?? internalError()
}

/** The properties that all problems share, one component of the OpenAPI document. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    requestId: Type.String(),
  },
  { $id: 'Problem' },
)

/** The `response` part of a route's schema, for the problems that the route can raise. */
export function problems(...types: ProblemType[]) {
  const statuses = [...new Set(types.map((type) => type.status))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const sameStatus = types.filter((type) => type.status === status)
      const own = Type.Object({
        code: Type.Unsafe<string>({ type: 'string', enum: sameStatus.map((type) => type.code) }),
        ...Object.assign(
          {},
          ...sameStatus.map((type) => Type.Partial(type.extras ?? Type.Object({})).properties),
        ),
      })
      const schema = { allOf: [{ $ref: 'Problem#' }, own] }
      const description = sameStatus.map((type) => `\`${type.code}\`: ${type.title.en}`).join('; ')
      return [status, { description, content: { 'application/problem+json': { schema } } }]
    }),
  )
}
