import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createLoadSharing } from '../shared/coalesce.ts'
import { digestOf } from '../shared/version.ts'
import { acceptsEncoding } from './accept.ts'
import { matchesIfNoneMatch } from './etag.ts'

const encodings = ['br', 'gzip'] as const
type Encoding = (typeof encodings)[number]

// The best quality would take half a second and save another tenth of the bytes.
const brotliQuality = 7

const compress = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
}

/**
 * A handler for one text that never changes: written and compressed at the first request, and stored as bytes. `vary` names the
 * request headers on which the text depends.
 */
export function staticText(type: string, write: () => string, vary = 'accept-language') {
  let plain: Buffer | undefined
  const compressed = new Map<Encoding, Buffer>()
  const shareLoad = createLoadSharing<Buffer>()
  /** The bytes in this encoding, which simultaneous requests make once. A failure is not stored: the next request tries again. */
  const compressOnce = async (encoding: Encoding, bytes: Buffer): Promise<Buffer> => {
    const stored = compressed.get(encoding) ?? (await shareLoad(encoding, () => compress[encoding](bytes)))
    compressed.set(encoding, stored)
    return stored
  }
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    plain ??= Buffer.from(write())
    const encoding = encodings.find((name) => acceptsEncoding(headers['accept-encoding'], name))
    const etag = `"${digestOf(plain)}${encoding ? `-${encoding}` : ''}"`
    // The header has `Origin` already where other origins may read the response.
    const varies = [reply.getHeader('vary'), 'accept-encoding', vary].filter(Boolean).join(', ')
    reply.headers({ etag, vary: varies, 'cache-control': 'no-cache' })
    const ifNoneMatch = headers['if-none-match']
    if (ifNoneMatch !== undefined && matchesIfNoneMatch(ifNoneMatch, etag)) return reply.code(304).send()
    reply.type(type)
    if (!encoding) return reply.send(plain)
    return reply.header('content-encoding', encoding).send(await compressOnce(encoding, plain))
  }
}
