import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { idempotencyInProgress, idempotencyKeyReused } from '../db/idempotency.ts'
import type { Language } from '../shared/language.ts'
import { type ProblemType, problemCatalogue } from '../shared/problem.ts'
import {
  forbidden,
  internalError,
  malformedJson,
  notFound,
  payloadTooLarge,
  rateLimited,
  tokenExpired,
  unauthenticated,
  unavailable,
  unsupportedMediaType,
  userBlocked,
  validationFailed,
} from '../shared/problems.ts'
import { mapValues, type OpenApiDocument, type Operation, withSharedProblems } from './openapi.components.ts'
import { withHeaders } from './openapi.headers.ts'
import { withEnums, withNamedSchemas } from './openapi.schemas.ts'
import { problemSchema, problems } from './problems.ts'
import { staticText } from './static-text.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The problems that this route may raise, besides those of every route with its access level. */
    problems?: ProblemType[]
    /**
     * An `Idempotency-Key` has no effect: a repeated request runs again, which does no harm, because the route creates no object and moves no
     * money.
     */
    ignoresIdempotencyKey?: true
  }
}

const descriptionOf = (
  basePath: string,
) => `Books desks and meeting rooms at published hours and prices, paid from a prepaid balance.

Sign in with \`POST /api/v1/auth/login\` and send the access token as \`Authorization: Bearer …\`. Money is an integer in
the currency's minor unit; instants are RFC 3339 with an offset, from 2000 to 2199. A refusal is an RFC 9457 problem with a stable \`code\`: see
[the list](${basePath}/docs/errors). Besides the problems of its operation, any request may be refused with 408, 414, 417 or 431.

All responses have \`X-Request-Id\`; responses of limited routes have \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\`; those
that may come from the cache have \`X-Cache\`. Where a list has a \`nextCursor\`, the next page is the same request with it as \`cursor\`.

\`x-access\` is the least role that may call an operation. Of the text of a request, \`x-text\` says how it is checked: \`line\` (trimmed, without
control characters), \`lines\` (several lines), \`password\`, \`currency\` (an active code), \`opaque\` (only compared). A text has no NUL and no lone
surrogate. \`x-canonical\`: a value with several notations is converted to one. \`x-distinct\`: no two items may be equal after that.
\`x-within\`: the longest range, in days.`

const tags = [
  { name: 'users', description: 'Accounts and sign-in' },
  { name: 'locations', description: 'Locations with their time zone, currency, opening hours and closures' },
  { name: 'spaces', description: 'What can be booked, and when it is free' },
  { name: 'tariffs', description: 'Price lists, and quotes made from them' },
  { name: 'bookings', description: 'Bookings and their changes' },
  { name: 'reviews', description: 'Reviews of spaces by members' },
  { name: 'audit', description: 'The audit trail' },
  { name: 'reports', description: 'Reports on occupancy, revenue and money' },
  { name: 'payments', description: 'Payments by card, and the settings that a client needs' },
  { name: 'wallet', description: 'Prepaid balances and their entries' },
  { name: 'shifts', description: 'Shifts: the cash of one person at a till' },
]

type Parameters = { parameters?: { required?: boolean; schema?: { default?: unknown } }[] }

/**
 * What the plugin does not know of a request body: a POST whose fields may all be absent needs none (`allowAbsentBody`), and a field with a
 * default may be absent.
 */
function withOptionalBody(operation: Operation, method: string): Operation {
  const { requestBody } = operation
  if (!requestBody) return operation
  const isOptional = Object.values(requestBody.content).every(({ schema }) => schema.required === undefined)
  const content = mapValues(requestBody.content, ({ schema: { required, ...schema }, ...media }) => {
    const stillRequired = required?.filter((name) => schema.properties?.[name]?.default === undefined)
    return { ...media, schema: { ...schema, ...(stillRequired?.length && { required: stillRequired }) } }
  })
  return {
    ...operation,
    requestBody: { ...requestBody, required: !(isOptional && method === 'post'), content },
  }
}

/** `listBookings` is “List bookings”; the plugin describes a response only where its schema does. */
const withTexts = (operation: Operation): Operation => ({
  summary: sentenceOf(operation.operationId ?? ''),
  ...operation,
  responses: mapValues(operation.responses, (response, status) =>
    response.description === 'Default Response'
      ? { ...response, description: STATUS_CODES[status] ?? '' }
      : response,
  ),
})

const sentenceOf = (name: string): string => {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A query parameter with a default may be absent: the validator fills it in before it checks the required ones. */
function makeDefaultedOptional(path: object | undefined): void {
  for (const { parameters } of Object.values(path ?? {}) as Parameters[])
    for (const parameter of parameters ?? [])
      if (parameter.schema?.default !== undefined) parameter.required = false
}

/** Serves `/openapi.json`, made from the route schemas, and pages for reading it that load nothing from other hosts. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  const { basePath } = app
  const withEntityTag = new Set<string>()
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { rateLimit: 'asFile', ...route.config }
    const { access, readsAuthorization = true, ignoresIdempotencyKey } = route.config ?? {}
    if (access === undefined) return
    route.schema ??= {}
    const { schema } = route
    // A route without a body schema still reads a body that is sent.
    const readsBody = route.method !== 'GET' && route.method !== 'HEAD'
    const always = [
      validationFailed,
      ...(readsBody ? [malformedJson, payloadTooLarge, unsupportedMediaType] : []),
      // Public routes can raise these three, too, where they read a token.
      ...(readsAuthorization ? [unauthenticated, tokenExpired, userBlocked] : []),
      rateLimited,
      internalError,
      unavailable,
      ...(access === 'manager' || access === 'admin' ? [forbidden] : []),
      ...(route.url.includes(':') ? [notFound] : []),
      ...(route.method === 'POST' && access !== 'public' && !ignoresIdempotencyKey
        ? [idempotencyInProgress, idempotencyKeyReused]
        : []),
    ]
    const declared = new Set([...always, ...(route.config?.problems ?? [])])
    const responses = schema.response ?? { 204: { type: 'null', description: 'Done' } }
    if (route.config?.etag && schema.operationId) withEntityTag.add(schema.operationId)
    const respondsNotModified = route.config?.etag && route.method === 'GET'
    schema.response = {
      ...responses,
      ...(respondsNotModified && {
        304: { type: 'null', description: 'Not modified: `If-None-Match` has the current entity tag' },
      }),
      ...problems(...declared),
    }
    // An empty object says that a request needs no token.
    const optional = access === 'public' ? [{}] : []
    schema.security = readsAuthorization ? [...optional, { bearer: [] }, { basic: [] }] : []
    // The document shows the least role that may call the route.
    Object.assign(schema, { 'x-access': access })
    schema.querystring ??= { type: 'object', properties: {}, additionalProperties: false }
  })

  app.addSchema(problemSchema)
  await app.register(swagger, {
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject
      for (const path of Object.values(document.openapiObject.paths ?? {})) makeDefaultedOptional(path)
      const { openapiObject } = document
      const paths = mapValues((openapiObject as OpenApiDocument).paths ?? {}, (methods) =>
        mapValues(methods, (operation, method) => withTexts(withOptionalBody(operation, method))),
      )
      const withHeaderParts = withHeaders({ ...openapiObject, paths }, withEntityTag)
      return withNamedSchemas(withEnums(withSharedProblems(withHeaderParts)))
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `def-${index}`),
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Coworking Manager',
        version: '0.1.0',
        description: descriptionOf(basePath),
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: basePath || '/' }],
      tags,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          basic: { type: 'http', scheme: 'basic' },
        },
      },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: basePath,
    uiHooks,
    uiConfig: { deepLinking: true },
  })

  app.get(
    '/openapi.json',
    { schema: { hide: true } },
    staticText('application/json; charset=utf-8', () => JSON.stringify(app.swagger())),
  )
  const errorPages = { en: errorPage('en'), ru: errorPage('ru') }
  app.get('/docs/errors', { schema: { hide: true } }, (request, reply) =>
    errorPages[request.language](request, reply),
  )
}

// The pages link to these documents, which would be generated again for each request.
const ownDocuments = /^\/docs\/(json|yaml)$/
const uiHooks = {
  onRequest: ((request, reply, done) =>
    ownDocuments.test(request.routeOptions.url ?? '')
      ? void reply.redirect('/openapi.json')
      : done()) satisfies onRequestHookHandler,
}

const errorPageTitles: Record<Language, string> = { en: 'Errors', ru: 'Ошибки' }

const errorPage = (language: Language) =>
  staticText('text/html; charset=utf-8', () => {
    const rows = problemCatalogue().map(
      ({ code, status, title }) =>
        `<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${title[language]}</dd>`,
    )
    const title = errorPageTitles[language]
    return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Coworking Manager: ${title.toLowerCase()}</title><h1>${title}</h1><dl>${rows.join('')}</dl></html>`
  })
