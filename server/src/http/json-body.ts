import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { malformedJson, unsupportedMediaType } from '../shared/problems.ts'
import { assertShallow } from './body-limits.ts'

/**
 * Accepts bodies of JSON in UTF-8 only. Bytes that are not UTF-8 are refused, never replaced: in a password of another encoding
 * every letter would become one replacement character, and any password of that length would be accepted. A byte order mark is
 * skipped, as RFC 8259 (8.1) allows. Raises `unsupported_media_type`, `malformed_json`.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isInUtf8(request.headers['content-type'] ?? '')) return done(unsupportedMediaType(otherCharset))
    if (!isUtf8(body)) return done(malformedJson(notUtf8))
    // An empty body counts as no body, whatever its type: many clients send the type with every DELETE.
    if (body.length === 0) return done(null)
    const text = body.toString('utf8')
    try {
      assertShallow(text)
    } catch (error) {
      return done(error as Error)
    }
    return parse(request, text, done)
  })
}

/** Whether every charset that a Content-Type names is UTF-8. */
function isInUtf8(contentType: string): boolean {
  const named = contentType.matchAll(/;\s*charset\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)/gi)
  return [...named].every(([, value = '']) => /^"?utf-?8"?$/i.test(value.replaceAll('\\', '').trim()))
}

const otherCharset = { en: 'Only UTF-8 is accepted', ru: 'Принимается только UTF-8' }
const notUtf8 = { en: 'The body is not valid UTF-8', ru: 'Тело запроса — некорректный UTF-8' }
