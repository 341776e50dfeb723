import { randomUUID } from 'node:crypto'
import dns from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject, it, vi } from 'vitest'
import { databaseUrl } from '../../../testing/global-setup.ts'
import { createDatabase } from '../../../testing/harness.ts'
import { openDatabaseProxy } from '../../../testing/postgres/database-proxy.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { checkDatabase } from './check-database.ts'

const server = inject('postgresUrl')
const check = (url: string, waitMs = 0, print: (line: string) => void = () => {}) =>
  checkDatabase(url, { waitMs, writes: true, print })

/** Creates a separate database with these options. */
async function makeDatabase(words: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await query(server, `CREATE DATABASE ${name} ${words}`)
  cleanUp(() => query(server, `DROP DATABASE ${name} WITH (FORCE)`))
  return databaseUrl(server, name)
}

it.each(['KOI8R', 'LATIN1', 'WIN1251', 'SQL_ASCII'])('a database in %s is refused', async (encoding) => {
  const url = await makeDatabase(`ENCODING '${encoding}' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0`)
  await expect(check(url)).rejects.toThrow(`has the encoding ${encoding}, and names in other scripts`)
})

it('a database in UTF-8 is accepted, with any locale', async () => {
  const url = await makeDatabase(`ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0`)
  expect(await check(url)).toContain(new URL(url).pathname)
})

it('a read-only database is refused, except by tools that only read', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`)
  await expect(check(url)).rejects.toThrow('PostgreSQL takes no writes')
  expect(await checkDatabase(url, { waitMs: 0, writes: false, print: () => {} })).toContain('sslmode')
})

it.each([
  [
    'a database that is not there',
    (url: string) => databaseUrl(url, 'nowhere'),
    /database "nowhere" does not exist\. Create it/,
  ],
  [
    'a role that is not there',
    (url: string) => url.replace(/\/\/\w+@/, '//nobody_such@'),
    /"nobody_such" does not exist/,
  ],
  [
    'a port at which nothing listens',
    () => 'postgres://desk@127.0.0.1:1/x',
    /nothing listens .*ECONNREFUSED/,
  ],
  [
    'a host that is unknown',
    () => 'postgres://desk@nowhere.invalid/x',
    /the host of DATABASE_URL (is unknown|cannot be looked up)/,
  ],
  ['a socket that is not there', () => 'postgres://desk@%2Fnowhere/x', /there is no socket/],
])('is refused in one sentence: %s', async (_, urlOf, sentence) => {
  const refusal = await check(urlOf(server)).catch((error: Error) => error)
  expect(refusal).toMatchObject({ name: 'StartupError', message: expect.stringMatching(sentence) })
  expect(String(refusal)).not.toContain('\n')
})

it('a server that is not PostgreSQL is refused in one sentence', async () => {
  const http = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
  await once(http, 'listening')
  cleanUp(() => http.close())
  const { port } = http.address() as AddressInfo
  await expect(check(`postgres://desk@127.0.0.1:${port}/x?sslmode=disable`)).rejects.toThrow(
    /^PostgreSQL cannot be reached: /,
  )
})

it('a PostgreSQL that is not up yet is waited for, with one message', async () => {
  const proxy = await openDatabaseProxy(server)
  cleanUp(proxy.cut)
  await proxy.cut()
  const printed: string[] = []
  const checked = check(proxy.url(server), 60_000, (text) => {
    printed.push(text)
    void proxy.restore()
  })
  expect(await checked).toBe(proxy.url(server))
  expect(printed).toEqual([expect.stringMatching(/nothing listens .* Waiting up to 60 seconds for it\.$/)])
})

it('a host whose name is unknown is waited for, because the container of this name may not run yet', async () => {
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND db'), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
  })
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
    setImmediate(args.at(-1) as (error: Error) => void, unknown)
  }) as typeof dns.lookup)
  cleanUp(() => lookup.mockRestore())
  const printed: string[] = []
  const checked = check('postgres://desk@db/x', 100, (text) => void printed.push(text))
  await expect(checked).rejects.toThrow('the host of DATABASE_URL is unknown')
  expect(printed).toEqual([expect.stringMatching(/the host of DATABASE_URL is unknown .* Waiting up to/)])
})
