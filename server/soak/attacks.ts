import { gzipSync } from 'node:zlib'
import { adminEmail } from '../../testing/processes/service-process.ts'
import { dayMs, minuteMs, toInstant } from '../src/shared/time-range.ts'
import { type Fixture, longestInterval, longestTakenInterval } from './attack-fixture.ts'
import type { AttackRequest } from './attack-request.ts'

export type Attack = {
  name: string
  /** The status of a request that reached what it attacks. Null where the attack sends nothing. */
  expects: number | null
  /** Makes the n-th request; null where the attack sends nothing. */
  next(n: number, fixture: Fixture): AttackRequest | null
  /** The service's keys in Redis are overwritten during the attack. */
  corruptsRedis?: boolean
}

const json = { 'content-type': 'application/json' }
const get = (path: string, headers: Record<string, string> = {}): AttackRequest => ({
  method: 'GET',
  path,
  headers,
})
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): AttackRequest => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body,
})

const bearer = (n: number, tokens: string[]) => ({ authorization: `Bearer ${tokens[n % tokens.length]}` })

/** An instant in another minute for each request, so that no response comes from the cache. */
const at = (n: number, start: number): string => toInstant(start + n * minuteMs)
/** A midnight a month ahead, in UTC. */
const ahead = Math.ceil(Date.now() / dayMs) * dayMs + 30 * dayMs
// The bodies are made once, because making them costs the attacker as much as the service.
const brackets = (count: number) => Buffer.alloc(count, '[')
const megabyte = brackets(1_048_576)
const longestBody = brackets(65_536)
const compressed = gzipSync(megabyte)

/** NFC sorts the marks of a letter, in a time that grows with the square of their number. */
const manyMarks = (count: number) => `a${'\u0315'.repeat(count / 2)}${'\u0316'.repeat(count / 2)}`

const tags = Array.from({ length: 1_200 }, (_, index) => `"${index}"`)
  .join(',')
  .slice(0, 6_000)
const longHeaders = { 'accept-language': 'a,'.repeat(800), cookie: 'a=%41;'.repeat(1_000) }

/** Attacks that once made the service stop responding, and similar ones. A new attack is a new entry here. */
export const attacks: Attack[] = [
  // The figures without an attack, for comparison with the others.
  { name: 'none', expects: null, next: () => null },
  {
    name: 'two centuries of availability',
    expects: 400,
    next: (n) =>
      get(`/api/v1/availability?from=${at(n, Date.parse('2000-01-02T00:01:00Z'))}&to=2199-12-01T00:00:00Z`),
  },
  {
    name: 'the longest availability that is allowed',
    expects: 200,
    next: (n, { spaceId, locationId }) => {
      const from = at(n + 1, ahead)
      const to = (days: number) => toInstant(Date.parse(from) + days * dayMs)
      return [
        get(`/api/v1/availability?from=${from}&to=${to(31)}&limit=1000&withTotal=true`),
        get(`/api/v1/spaces/${spaceId}/availability?from=${from}&to=${to(62)}`),
        get(`/api/v1/locations/${locationId}/availability?from=${from}&to=${to(7)}&limit=1000`),
      ][n % 3] as AttackRequest
    },
  },
  {
    name: 'quotes of two centuries',
    expects: 422,
    next: (n, { spaceId }) =>
      post(
        '/api/v1/quotes',
        JSON.stringify({ spaceId, startsAt: at(n, ahead), endsAt: '2199-12-01T00:00:00Z' }),
      ),
  },
  { name: 'a megabyte of brackets', expects: 413, next: () => post('/api/v1/quotes', megabyte) },
  {
    name: 'as many brackets as a body may have',
    expects: 400,
    next: (n, { tokens }) => post('/api/v1/bookings', longestBody, bearer(n, tokens)),
  },
  {
    name: 'a compressed body',
    expects: 415,
    next: () => post('/api/v1/auth/login', compressed, { 'content-encoding': 'gzip' }),
  },
  {
    name: 'the longest quotes, in a space that costs nothing',
    expects: 200,
    next: (n, { costlessSpaceId }) =>
      post('/api/v1/quotes', JSON.stringify({ spaceId: costlessSpaceId, ...longestInterval(n) })),
  },
  {
    name: 'lists of the longest quotes',
    expects: 200,
    next: (n, { tokens }) =>
      get(`/api/v1/bookings?limit=1000&include=quote&from=${at(n, ahead - 400 * dayMs)}`, bearer(n, tokens)),
  },
  {
    name: 'registrations and mailed links',
    expects: 201,
    next: (n) => {
      const email = `stranger${n}@example.com`
      const person = { email, password: 'a password of a stranger', firstName: 'Anna', lastName: 'Volkova' }
      return n % 2 === 0
        ? post('/api/v1/auth/register', JSON.stringify(person))
        : post('/api/v1/auth/password-reset', JSON.stringify({ email: n % 4 === 1 ? adminEmail : email }))
    },
  },
  {
    name: 'texts that take long to normalise',
    expects: 400,
    next: (n) =>
      post(
        '/api/v1/auth/register',
        JSON.stringify({
          email: `stranger${n}@example.com`,
          password: 'a password of a stranger',
          firstName: n % 2 === 0 ? manyMarks(790) : manyMarks(30_000),
          lastName: 'Volkova',
        }),
      ),
  },
  {
    name: 'wrong passwords',
    expects: 401,
    next: (n) => {
      const email = n % 2 === 0 ? adminEmail : `stranger${n % 50}@example.com`
      return post('/api/v1/auth/login', JSON.stringify({ email, password: `wrong password ${n}` }))
    },
  },
  {
    name: 'passwords of staff, by Basic',
    expects: 401,
    next: (n) => {
      const email = n % 2 === 0 ? adminEmail : `stranger${n}@example.com`
      const pair = Buffer.from(`${email}:wrong password ${n}`).toString('base64')
      return get('/api/v1/me', { authorization: `Basic ${pair}` })
    },
  },
  {
    name: 'the longest bookings, at taken times',
    expects: 409,
    next: (n, { costlessSpaceId, tokens }) =>
      post(
        '/api/v1/bookings',
        JSON.stringify({ spaceId: costlessSpaceId, ...longestTakenInterval(n) }),
        bearer(n, tokens),
      ),
  },
  {
    name: 'exports of a member',
    expects: 200,
    next: (n, { tokens }) => get('/api/v1/me/export', bearer(n, tokens)),
  },
  {
    name: 'garbage in Redis',
    expects: 200,
    corruptsRedis: true,
    next: (n, { spaceId, tokens }) =>
      [
        get(`/api/v1/availability?from=${at(1 + (n % 7), ahead)}&to=${at(180, ahead)}`),
        get(`/api/v1/spaces/${spaceId}`, bearer(n, tokens)),
        get('/api/v1/bookings', bearer(n, tokens)),
      ][n % 3] as AttackRequest,
  },
  {
    name: 'the OpenAPI document',
    expects: 200,
    next: () => get('/openapi.json', { 'accept-encoding': 'br' }),
  },
  {
    name: 'documents, pages and probes',
    expects: 200,
    next: (n) =>
      get(
        ['/readyz', '/docs/json', '/docs/yaml', '/docs/', '/', '/assets/none.js', '/none'][n % 7] as string,
        {
          accept: 'text/html',
        },
      ),
  },
  {
    name: 'headers of 15 KB',
    expects: 200,
    next: (n) => get('/api/v1/spaces', { ...longHeaders, 'if-none-match': `"${n}",${tags}` }),
  },
]
