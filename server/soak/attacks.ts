import { gzipSync } from 'node:zlib'
import { longest } from './attack-ground.ts'
import { adminEmail } from './service-process.ts'

/** One request of an attacker. */
export type Shot = { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer }

/** What an attacker may know and use: things that anybody can read, and tokens of one's own, as many as there are addresses. */
export type Ground = { spaceId: string; locationId: string; tokens: string[]; freeSpaceId: string }

/** `next` makes the n-th request of it. */
export type Attack = {
  name: string
  next(n: number, ground: Ground): Shot | null
  /** Somebody writes over the service's keys in Redis meanwhile. */
  spoilsRedis?: boolean
}

const json = { 'content-type': 'application/json' }
const get = (path: string, headers: Record<string, string> = {}): Shot => ({ method: 'GET', path, headers })
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Shot => ({
  method: 'POST',
  path,
  headers: { ...json, ...headers },
  body,
})

/** A minute of its own for each request, so that no answer is a kept one. */
const at = (n: number, start: string): string => new Date(Date.parse(start) + n * 60_000).toISOString()
const megabyte = 1_048_576

/** What stopped the service once, and its like. A new attack is a line here. */
export const attacks: Attack[] = [
  // What the machine can do at that hour: the measure of all others.
  { name: 'none', next: () => null },
  {
    name: 'two centuries of availability',
    next: (n) => get(`/api/v1/availability?from=${at(n, '2000-01-02T00:01:00Z')}&to=2199-12-01T00:00:00Z`),
  },
  {
    name: 'the longest availability that is allowed',
    next: (n, { spaceId, locationId }) => {
      const from = at(n, '2027-01-02T00:01:00Z')
      const to = (days: number) => new Date(Date.parse(from) + days * 86_400_000).toISOString()
      return [
        get(`/api/v1/availability?from=${from}&to=${to(31)}&limit=1000&withTotal=true`),
        get(`/api/v1/spaces/${spaceId}/availability?from=${from}&to=${to(62)}`),
        get(`/api/v1/locations/${locationId}/availability?from=${from}&to=${to(7)}&limit=1000`),
      ][n % 3] as Shot
    },
  },
  {
    name: 'quotes of two centuries',
    next: (n, { spaceId }) =>
      post(
        '/api/v1/quotes',
        JSON.stringify({ spaceId, startsAt: at(n, '2027-01-02T00:00:00Z'), endsAt: '2199-12-01T00:00:00Z' }),
      ),
  },
  { name: 'a megabyte of brackets', next: () => post('/api/v1/quotes', '['.repeat(megabyte)) },
  {
    name: 'as many brackets as a body may have',
    next: (n, { tokens }) =>
      post('/api/v1/bookings', '['.repeat(65_536), { authorization: `Bearer ${tokens[n % tokens.length]}` }),
  },
  {
    name: 'a compressed body',
    next: () => post('/api/v1/auth/login', gzipSync('['.repeat(megabyte)), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'the longest quotes, for nothing',
    next: (n, { freeSpaceId }) =>
      post('/api/v1/quotes', JSON.stringify({ spaceId: freeSpaceId, ...longest(n) })),
  },
  {
    name: 'lists of the longest quotes',
    next: (n, { tokens }) =>
      get(`/api/v1/bookings?limit=1000&include=quote&from=${at(n, '2026-01-01T00:00:00Z')}`, {
        authorization: `Bearer ${tokens[n % tokens.length]}`,
      }),
  },
  {
    name: 'registrations and mailed links',
    next: (n) => {
      const email = `stranger${n}@example.com`
      const person = { email, password: 'a password of a stranger', firstName: 'Anna', lastName: 'Volkova' }
      return n % 2 === 0
        ? post('/api/v1/auth/register', JSON.stringify(person))
        : post('/api/v1/auth/password-reset', JSON.stringify({ email: n % 4 === 1 ? adminEmail : email }))
    },
  },
  {
    name: 'wrong passwords',
    next: (n) => {
      const email = n % 2 === 0 ? adminEmail : `stranger${n % 50}@example.com`
      return post('/api/v1/auth/login', JSON.stringify({ email, password: `wrong password ${n}` }))
    },
  },
  {
    name: 'garbage in Redis',
    spoilsRedis: true,
    next: (n, { spaceId, tokens }) =>
      [
        get(`/api/v1/availability?from=${at(n % 7, '2027-01-02T00:01:00Z')}&to=2027-01-02T03:00:00Z`),
        get(`/api/v1/spaces/${spaceId}`, { authorization: `Bearer ${tokens[n % tokens.length]}` }),
        get('/api/v1/bookings', { authorization: `Bearer ${tokens[n % tokens.length]}` }),
      ][n % 3] as Shot,
  },
  { name: 'the document', next: () => get('/openapi.json', { 'accept-encoding': 'br' }) },
  {
    name: 'documents, pages, probes',
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
    next: (n) => {
      const list = Array.from({ length: 1_200 }, (_, index) => `"${index}-${n}"`).join(',')
      return get('/api/v1/spaces', {
        'accept-language': 'a,'.repeat(800),
        'if-none-match': list.slice(0, 6_000),
        cookie: 'a=%41;'.repeat(1_000),
      })
    },
  },
]
