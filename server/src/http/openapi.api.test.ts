import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, it, vi } from 'vitest'
import { useService } from '../../../testing/harness.ts'

const service = useService()
const get = (url: string, headers: Record<string, string> = {}) => service.app.inject({ url, headers })

it.each([
  [undefined, undefined, (bytes: Buffer) => bytes],
  ['gzip', 'gzip', gunzipSync],
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['br;q=0, gzip', 'gzip', gunzipSync],
])(
  'the document for Accept-Encoding %s is sent as %s, with its own entity tag',
  async (accepted, encoding, decompress) => {
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
    const response = await get('/openapi.json', headers)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-encoding']).toBe(encoding)
    expect(response.headers.vary).toContain('accept-encoding')
    expect(JSON.parse(decompress(response.rawPayload).toString())).toEqual(service.app.swagger())
    const etag = String(response.headers.etag)
    const again = await get('/openapi.json', { ...headers, 'if-none-match': etag })
    expect([again.statusCode, again.headers.etag, again.rawPayload.length]).toEqual([304, etag, 0])
    const other = await get('/openapi.json', { 'accept-encoding': encoding ? 'identity' : 'gzip' })
    expect(other.headers.etag).not.toBe(etag)
  },
)

it('the document is serialised once for all requests, also those of its pages', async () => {
  await get('/openapi.json')
  const write = vi.spyOn(service.app, 'swagger')
  for (const path of ['/openapi.json', '/docs/json', '/docs/yaml', '/docs', '/docs/', '/docs/errors'])
    expect((await get(path)).statusCode, path).toBeLessThan(400)
  expect(write).not.toHaveBeenCalled()
  const { headers } = await get('/docs/json')
  expect(headers.location).toBe('/openapi.json')
})

it('the document says which routes need a token, may get one, and read none', async () => {
  const { paths } = (await get('/openapi.json')).json()
  const bySignedIn = [{ bearer: [] }, { basic: [] }]
  expect(paths['/api/v1/me'].get.security).toEqual(bySignedIn)
  expect(paths['/api/v1/quotes'].post.security).toEqual([{}, ...bySignedIn])
  expect(paths['/api/v1/auth/login'].post.security).toEqual([])
})

it('a choice of strings is one enum, because clients get a type for each schema', async () => {
  const { body, json } = await get('/openapi.json')
  expect(body.match(/"enum":\[[^\]]*\]\},\{"type":"string","enum"/g)).toBeNull()
  const { PaymentStatus } = json().components.schemas
  expect(PaymentStatus).toEqual({ type: 'string', enum: ['pending', 'succeeded', 'failed', 'expired'] })
})

it('an object has one schema, to which its places refer', async () => {
  const { paths, components } = (await get('/openapi.json')).json()
  const { schema } = paths['/api/v1/bookings'].post.responses[201].content['application/json']
  expect(schema).toEqual({ $ref: '#/components/schemas/Booking' })
  const { BookingListItemPage, CancellationResult } = components.schemas
  expect(BookingListItemPage.properties.items.items).toEqual({ $ref: '#/components/schemas/BookingListItem' })
  expect(CancellationResult.properties.booking).toEqual(schema)
  expect(components.responses.not_found.content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/NotFound',
  })
  for (const name of Object.keys(components.schemas)) expect(name).toMatch(/^[A-Z][A-Za-z]+$/)
})

it('the document demands no body and no field that the service does not', async () => {
  const { paths, components } = (await get('/openapi.json')).json()
  expect(paths['/api/v1/auth/logout'].post.requestBody.required).toBe(false)
  expect(paths['/api/v1/locations/{id}/shifts'].post.requestBody.required).toBe(true)
  expect(components.schemas.NewShift.required).toBeUndefined()
  expect(paths['/api/v1/auth/logout'].post.responses).not.toHaveProperty('401')
  expect(components.schemas.NewBooking.required).toEqual(['spaceId', 'startsAt', 'endsAt'])
})

it('every operation has a summary, and every response a description and its headers', async () => {
  const { paths, components, servers } = (await get('/openapi.json')).json()
  const { summary, responses } = paths['/api/v1/bookings'].post
  expect(summary).toBe('Book')
  expect(paths['/api/v1/bookings'].get.summary).toBe('List bookings')
  expect(responses[201].description).toBe('Created')
  expect(Object.keys(responses[201].headers)).toEqual(['ETag', 'Idempotency-Replayed'])
  expect(Object.keys(components.responses.rate_limited.headers)).toEqual(['Retry-After'])
  expect(servers).toEqual([{ url: '/' }])
})
