import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { Text } from '../shared/language.ts'
import { invalidField, validationFailed } from '../shared/problems.ts'
import { toInstant } from '../shared/time-range.ts'
import { digitsKeyword } from './digits-keyword.ts'
import { singleKeyword } from './single-keyword.ts'
import { distinctKeyword, textKeyword } from './text-keyword.ts'
import { escapePointer, messagesByPath } from './validation-text.ts'
import { withinKeyword } from './within-keyword.ts'

type Field = { path: string; message: Text }
/** Where in the request the schema was applied, as Fastify names it. */
type HttpPart = string | undefined

// The years that the service supports. In these years, and in the days before and after them, the offset of every zone is in whole
// minutes: rules about local time rely on it.
const earliest = Date.parse('2000-01-01T00:00:00Z')
const latest = Date.parse('2200-01-01T00:00:00Z')

/** An RFC 3339 instant with an offset, of an existing day, in the years that the service supports. */
function isInstant(text: string): boolean {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i.exec(
      text,
    )
  if (!match) return false
  const at = Date.parse(text.toUpperCase())
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  return at >= earliest && at < latest && new Date(day).getUTCDate() === Number(match[3])
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

// One notation for values that have several, so that ids can be compared and PostgreSQL, which accepts no offset beyond 16 hours, gets UTC.
const canonical = {
  uuid: (text: string) => text.toLowerCase(),
  'date-time': (text: string) => toInstant(Date.parse(text.toUpperCase())),
}

function createAjv(coerceTypes: boolean | 'array') {
  const ajv = new Ajv({
    allErrors: false,
    coerceTypes,
    useDefaults: true,
    removeAdditional: false,
    strict: false,
  })
  formats.default(ajv, ['email', 'date', 'uri'])
  ajv.addFormat('uuid', isUuid)
  ajv.addFormat('date-time', isInstant)
  // Runs after `format` has passed.
  ajv.addKeyword({
    keyword: 'x-canonical',
    type: 'string',
    modifying: true,
    compile: (_, { format }) => {
      const toCanonical = canonical[format as keyof typeof canonical]
      return (text: string, at) => {
        if (at) at.parentData[at.parentDataProperty] = toCanonical(text)
        return true
      }
    },
  })
  ajv.addKeyword(textKeyword)
  ajv.addKeyword(distinctKeyword)
  ajv.addKeyword(withinKeyword)
  ajv.addKeyword(digitsKeyword)
  ajv.addKeyword(singleKeyword)
  return ajv
}

// JSON bodies have types; queries and paths are text, so `limit=20` must be converted to a number.
const bodyAjv = createAjv(false)
const textAjv = createAjv('array')

const validators = new Map<string, ValidateFunction>()

/** Compiles equal schemas once in a process, because compiling took most of the processor time of a start. */
export const validatorCompiler: FastifySchemaCompiler<Record<string, unknown>> = ({ schema, httpPart }) => {
  const isBody = httpPart === 'body'
  const key = `${isBody} ${JSON.stringify(schema)}`
  const cached = validators.get(key)
  if (cached) return cached
  const validator = isBody
    ? bodyAjv.compile(schema)
    : textAjv.compile({ ...schema, 'x-digits': true, 'x-single': true })
  validators.set(key, validator)
  return validator
}

/**
 * Validation errors of a schema as a problem that points at the first invalid field, in both languages. `query` is the query after its
 * validation.
 */
export function problemOfValidation(errors: ErrorObject[], part: HttpPart, query: unknown = {}) {
  const found: Field[] = messagesByPath(errors)
  const fields =
    part === 'querystring'
      ? found.map((field) => ({ ...field, path: pathInQuery(query, field.path) }))
      : found
  const [first] = fields
  const at = first?.path || `/${part ?? 'body'}`
  const detail = first && { en: `${at} ${first.message.en}`, ru: `${at} ${first.message.ru}` }
  return validationFailed(detail, { fields })
}

/**
 * The path of a fault in the query as the client has sent it. A filter that may repeat is a list here also where it was sent once
 * (`coerceTypes`): then its only value is the parameter itself, without a number. Pure.
 */
function pathInQuery(query: unknown, path: string): string {
  const [, name = '', index] = path.split('/')
  const value = (query as Record<string, unknown>)[name]
  return index === '0' && Array.isArray(value) && value.length === 1 ? `/${name}` : path
}

/** Permits a POST without a body where every field may be absent. */
export function allowAbsentBody(request: FastifyRequest): void {
  const schema = request.routeOptions.schema?.body as { required?: string[] } | undefined
  const mayBeAbsent = request.method === 'POST' && schema !== undefined && schema.required === undefined
  if (mayBeAbsent && request.body === undefined) request.body = {}
}

/** Refuses keys of a body where a route takes none, because unknown keys are refused everywhere. */
export function refuseUnexpectedBody({ body, routeOptions }: FastifyRequest): void {
  if (routeOptions.schema?.body !== undefined || body === undefined || body === null) return
  const [key] = typeof body === 'object' ? Object.keys(body) : ['']
  if (key === undefined) return
  const path = key && `/${escapePointer(key)}`
  const message = { en: 'must not be sent: this call takes no body', ru: 'лишнее: тела у этого запроса нет' }
  throw validationFailed(message, { fields: [{ path, message }] satisfies Field[] })
}

/** Refuses a query whose percent-escapes are not UTF-8; Fastify would leave them undecoded. */
export function refuseUnreadableQuery({ url }: FastifyRequest): void {
  const start = url.indexOf('?') + 1
  if (start === 0 || !url.includes('%', start)) return
  for (const pair of url.slice(start).split('&')) {
    if (isReadable(pair)) continue
    const [key = ''] = pair.split('=')
    const path = `/${escapePointer(isReadable(key) ? decodeURIComponent(key) : key)}`
    const message = { en: 'must be UTF-8 in percent-escapes', ru: 'должно быть записано в UTF-8' }
    throw invalidField(path, message)
  }
}

function isReadable(escaped: string): boolean {
  try {
    decodeURIComponent(escaped)
    return true
  } catch {
    return false
  }
}

/**
 * Refuses text that PostgreSQL cannot store and return unchanged: its text has no NUL, and UTF-8 has no lone surrogate. Runs after
 * the schemas were applied, because they limit the depth of the body.
 */
export function refuseUnstorableText(request: FastifyRequest): void {
  for (const part of [request.body, request.query]) {
    const path = findUnstorable(part, '')
    if (path === null) continue
    const message = {
      en: 'must not contain NUL characters or lone surrogates',
      ru: 'не должно содержать символов NUL и одиночных суррогатов',
    }
    throw validationFailed(
      { en: `${path} ${message.en}`, ru: `${path} ${message.ru}` },
      { fields: [{ path, message }] satisfies Field[] },
    )
  }
}

function findUnstorable(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null
  if (typeof value !== 'object' || value === null) return null
  for (const [key, item] of Object.entries(value)) {
    const found = findUnstorable(item, `${path}/${escapePointer(key)}`) ?? findUnstorable(key, path || '/')
    if (found !== null) return found
  }
  return null
}
