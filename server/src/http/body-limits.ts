import type { FastifyInstance, preParsingHookHandler } from 'fastify'
import { malformedJson, unsupportedMediaType, validationFailed } from '../shared/problems.ts'

const kilobyte = 1_024

/** The maximum size of a body in bytes, unless its route sets another limit (`bodyLimit`). */
export const bodyLimit = 64 * kilobyte

// The limit for requests of strangers, whose bodies are small.
const smallBodyLimit = 8 * kilobyte
const smallBodies = /^\/api\/v1\/(auth\/.+|quotes)$/

/** The maximum depth of nested objects and arrays in a body. The deepest body that a route accepts has 5 levels. */
const maxDepth = 16

export function registerBodyLimits(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (smallBodies.test(route.url)) route.bodyLimit ??= smallBodyLimit
  })
}

/** Refuses a compressed body with `unsupported_media_type`, because its decompressed size has no limit. */
export const refuseEncodedBody: preParsingHookHandler = ({ method, headers }, _reply, payload, done) => {
  const { 'content-encoding': content = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers
  const isPlain = /^identity$/i.test(content) && /^chunked$/i.test(transfer)
  const mayHaveBody = method !== 'GET' && method !== 'HEAD'
  done(mayHaveBody && !isPlain ? unsupportedMediaType(withoutEncoding) : null, payload)
}

const withoutEncoding = {
  en: 'Send the body as it is, without a Content-Encoding',
  ru: 'Отправьте тело запроса без сжатия, без заголовка Content-Encoding',
}

/**
 * Runs before a text is parsed, because a parser needs a tenth of a second for a megabyte of `[`. Raises `validation_failed` for
 * paired brackets that are nested too deep, `malformed_json` for brackets that are not paired.
 */
export function assertShallow(json: string): void {
  const { depth, unclosed } = nestingOf(json)
  if (depth <= maxDepth) return
  if (unclosed !== 0) throw malformedJson()
  const message = {
    en: `must not have objects and arrays nested deeper than ${maxDepth} levels`,
    ru: `не должно содержать объекты и массивы глубже ${maxDepth} уровней`,
  }
  throw validationFailed(
    { en: `The body ${message.en}`, ru: `Тело запроса ${message.ru}` },
    { fields: [{ path: '', message }] },
  )
}

/** How deep the brackets of a JSON text go, and how many are left open. Brackets in strings do not count. Pure. */
export function nestingOf(json: string): { depth: number; unclosed: number } {
  let unclosed = 0
  let depth = 0
  let isString = false
  for (let at = 0; at < json.length; at++) {
    const char = json[at]
    if (isString) {
      if (char === '\\') at++
      else if (char === '"') isString = false
    } else if (char === '"') isString = true
    else if (char === '[' || char === '{') depth = Math.max(depth, ++unclosed)
    else if (char === ']' || char === '}') unclosed--
  }
  return { depth, unclosed }
}
