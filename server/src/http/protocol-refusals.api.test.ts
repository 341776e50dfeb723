import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeMember, makePerson, type Person } from '../../../testing/factories.ts'
import { type TestResponse, useService } from '../../../testing/harness.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'

// Over a real connection: requests that Node and Fastify would refuse with their own messages before a route is called.
const service = useService()
let port: number
let member: Person

beforeAll(async () => {
  await service.app.listen({ port: 0, host: '127.0.0.1' })
  port = (service.app.server.address() as AddressInfo).port
  member = await makeMember(service, await makePerson(service, 'admin'))
})

async function answerOn(socket: Socket): Promise<TestResponse> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  await once(socket, 'close')
  const response = Buffer.concat(chunks).toString('utf8')
  const [head = '', text = ''] = response.slice(response.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const json = /json/.test(headers['content-type'] ?? '')
  return { status: Number(first.split(' ')[1]), headers, text, body: json ? JSON.parse(text) : null }
}

/** Sends these bytes and reads until the connection is closed. */
async function exchange(bytes: string | Buffer): Promise<TestResponse> {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return answerOn(socket)
}

const get = (target: string, ...headers: string[]) =>
  [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n')
const post = (body: string | Buffer, ...headers: string[]) =>
  Buffer.concat([
    Buffer.from(
      [
        'POST /api/v1/bookings HTTP/1.1',
        'Host: x',
        'Connection: close',
        'Content-Type: application/json',
        `Authorization: Bearer ${member.token}`,
        ...headers,
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        '',
      ].join('\r\n'),
    ),
    Buffer.from(body),
  ])

describe('a problem is the response to', () => {
  const long = 'a'.repeat(20_000)
  it.each<[what: string, bytes: string, status: number, code: string]>([
    ['headers of 20 KB', get('/api/v1/spaces', `X-Long: ${long}`), 431, 'headers_too_large'],
    ['many headers', get('/healthz', ...Array(3_000).fill('A: b')), 431, 'headers_too_large'],
    ['an address of 20 KB', get(`/api/v1/spaces?a=${long}`), 414, 'uri_too_long'],
    ['an unknown expectation', get('/api/v1/spaces', 'Expect: foo'), 417, 'expectation_failed'],
    ['an unknown expectation of a file', get('/', 'Expect: 200-ok'), 417, 'expectation_failed'],
    ['no Host', 'GET /api/v1/spaces HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
    ['two Hosts', get('/api/v1/spaces', 'host: y'), 400, 'malformed_request'],
    ['a Host with a space', get('/').replace('Host: x', 'Host: x y'), 400, 'malformed_request'],
    ['text that is not HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['a method that does not exist', get('/').replace('GET', 'FOO'), 400, 'malformed_request'],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\u0001', 400, 'malformed_request'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
    ['HTTP/9.9', get('/').replace('HTTP/1.1', 'HTTP/9.9'), 400, 'malformed_request'],
    ['a header without a name', get('/', ': x'), 400, 'malformed_request'],
    ['a header with a NUL', get('/', 'X: \0'), 400, 'malformed_request'],
    ['two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), 400, 'malformed_request'],
    ['a length that is not a number', get('/', 'Content-Length: x'), 400, 'malformed_request'],
    [
      'a broken chunk',
      `${get('/api/v1/auth/login', 'Transfer-Encoding: chunked').replace('GET', 'POST')}z\r\n`,
      400,
      'malformed_request',
    ],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 404, 'not_found'],
    ['a method that no route has', get('/api/v1/spaces').replace('GET', 'PROPFIND'), 404, 'not_found'],
    ['OPTIONS of the whole server', get('*').replace('GET', 'OPTIONS'), 404, 'not_found'],
    ['an address with a host', get('http://x/nowhere'), 404, 'not_found'],
    ['a percent sign without digits', get('/api/v1/spaces/%'), 400, 'validation_failed'],
    ['percent-escapes that are not UTF-8', get('/%c3%28'), 404, 'not_found'],
  ])('%s', async (_, bytes, status, code) => {
    expectProblem(await exchange(bytes), status, code)
    const russian = 'Accept-Language: ru-RU,ru;q=0.9'
    const response = await exchange(bytes.replace('\r\n', `\r\n${russian}\r\n`))
    expectProblem(response, status, code)
    // Bytes that are not a request have no readable header either.
    if (/HTTP\/1\.1\r/.test(bytes)) expect(response.body.title).toMatch(/[а-яё]/)
    expect(response.headers['x-content-type-options']).toBe('nosniff')
  })

  it('a body in a content encoding, with any content', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'x', 'gzip, identity'])
      expectProblem(
        await exchange(post('{}', `Content-Encoding: ${encoding}`)),
        415,
        'unsupported_media_type',
      )
    const plain = await exchange(post('{}', 'Content-Encoding: identity'))
    expectProblem(plain, 400, 'validation_failed')
    expect((await exchange(get('/api/v1/spaces', 'Content-Encoding: gzip'))).status).toBe(200)
  })

  it('a body that does not arrive in time', async () => {
    const arrived = once(service.app.server, 'connection')
    const client = connect(port, '127.0.0.1')
    const [socket] = (await arrived) as [Socket]
    const response = answerOn(client)
    const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    service.app.server.emit('clientError', error, socket)
    expectProblem(await response, 408, 'request_timeout')
  })

  it('headers or a body that do not arrive within the 30 seconds of a request', async () => {
    const { server } = service.app
    const timeouts = { requestTimeout: server.requestTimeout, headersTimeout: server.headersTimeout }
    expect(timeouts).toEqual({ requestTimeout: 30_000, headersTimeout: 30_000 })
    Object.assign(server, { requestTimeout: 300, headersTimeout: 300 })
    const slow = [post('{}').subarray(0, -1), get('/healthz').slice(0, -1)]
    try {
      for (const response of await Promise.all(slow.map(exchange)))
        expectProblem(response, 408, 'request_timeout')
    } finally {
      Object.assign(server, timeouts)
    }
  })
})

it('Expect: 100-continue is accepted, and the request gets its response', async () => {
  const response = await exchange(post('{}', 'Expect: 100-continue'))
  expectProblem(response, 400, 'validation_failed')
})

it('a request of HTTP/1.0 needs no Host', async () => {
  expect((await exchange('GET /healthz HTTP/1.0\r\n\r\n')).status).toBe(200)
})
