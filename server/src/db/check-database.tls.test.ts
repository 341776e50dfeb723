import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { databaseUrl } from '../../../testing/global-setup.ts'
import { openDatabaseProxy } from '../../../testing/postgres/database-proxy.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { hasTlsPostgres, startTlsPostgres, type TlsPostgres } from '../../../testing/postgres/tls-postgres.ts'
import { checkDatabase } from './check-database.ts'
import { connectionOf, sslModeOf } from './connection.ts'
import { createPool } from './db.ts'

const check = (url: string) => checkDatabase(url, { waitMs: 0, writes: true, print: () => {} })

/** Whether a pool uses TLS with the URL that the check returns. */
async function isEncrypted(url: string): Promise<boolean> {
  const pool = createPool(await check(url), 1)
  const { rows } = await pool
    .query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
    .finally(() => pool.end())
  return rows[0]?.ssl === true
}

describe.skipIf(!hasTlsPostgres)('sslmode, on a PostgreSQL with a certificate of our own making', () => {
  let server: TlsPostgres
  beforeAll(async () => {
    server = await startTlsPostgres()
  })
  afterAll(() => server?.stop())

  const urlOf = (user: string, host: string, query: string) =>
    `postgres://${user}@${host}:${server.port}/postgres${query
      .replace('ROOT', encodeURIComponent(server.rootPath))
      .replace('OTHER', encodeURIComponent(server.otherRootPath))}`

  it.each([
    ['connects without TLS', 'postgres', 'localhost', '?sslmode=disable', false],
    ['connects without TLS where the server accepts both', 'postgres', 'localhost', '?sslmode=allow', false],
    [
      'connects with TLS where the server accepts nothing else',
      'only_tls',
      'localhost',
      '?sslmode=allow',
      true,
    ],
    ['connects with TLS where the server accepts both', 'postgres', 'localhost', '?sslmode=prefer', true],
    ['connects with TLS without a mode: prefer is the default', 'postgres', 'localhost', '', true],
    [
      'connects without TLS where the server accepts nothing else',
      'only_plain',
      'localhost',
      '?sslmode=prefer',
      false,
    ],
    ['accepts any certificate', 'postgres', '127.0.0.1', '?sslmode=require', true],
    ['accepts any certificate, as other drivers write it', 'postgres', 'localhost', '?ssl=true', true],
    ['accepts any certificate, as other drivers write it', 'postgres', 'localhost', '?ssl=1', true],
    [
      'with a root certificate requires its signature',
      'postgres',
      '127.0.0.1',
      '?sslmode=require&sslrootcert=ROOT',
      true,
    ],
    [
      'requires the signature, but not the name of the host',
      'postgres',
      '127.0.0.1',
      '?sslmode=verify-ca&sslrootcert=ROOT',
      true,
    ],
    [
      'requires the signature and the name of the host',
      'postgres',
      'localhost',
      '?sslmode=verify-full&sslrootcert=ROOT',
      true,
    ],
  ])('%s: %s@%s%s', async (_, user, host, query, encrypted) => {
    expect(await isEncrypted(urlOf(user, host, query))).toBe(encrypted)
  })

  it.each([
    ['only_tls', 'localhost', '?sslmode=disable', /no pg_hba.conf entry|pg_hba.conf rejects/],
    ['only_plain', 'localhost', '?sslmode=require', /pg_hba.conf/],
    ['postgres', 'localhost', '?sslmode=require&sslrootcert=OTHER', /TLS of PostgreSQL .*certificate/],
    ['postgres', 'localhost', '?sslmode=verify-ca&sslrootcert=OTHER', /TLS of PostgreSQL .*certificate/],
    ['postgres', 'localhost', '?sslmode=verify-ca', /needs a root certificate/],
    ['postgres', 'localhost', '?sslmode=verify-full', /TLS of PostgreSQL/],
    ['postgres', 'localhost', '?sslrootcert=system', /TLS of PostgreSQL .*certificate/],
    ['postgres', 'localhost', '?sslmode=prefer&sslrootcert=system', /needs sslmode=verify-full/],
    ['postgres', '127.0.0.1', '?sslmode=verify-full&sslrootcert=ROOT', /TLS of PostgreSQL .*127\.0\.0\.1/],
    ['postgres', 'localhost', '?sslmode=verify-full&sslrootcert=/nowhere', /sslrootcert .*cannot be read/],
    ['secret:wrong', 'localhost', '', /password authentication failed for user "secret"\. Check/],
    ['secret', 'localhost', '', /password/],
    ['nobody', 'localhost', '', /pg_hba.conf/],
  ])('is refused in one sentence: %s@%s%s', async (user, host, query, sentence) => {
    const refusal = await check(urlOf(user, host, query)).catch((error: Error) => error)
    expect(refusal).toMatchObject({ name: 'StartupError', message: expect.stringMatching(sentence) })
    expect(String(refusal)).not.toContain('\n')
  })

  it('accepts a password with a #, which is written as %23', async () => {
    expect(await isEncrypted(urlOf('secret:pa%23ss', 'localhost', ''))).toBe(true)
  })
})

it.each(['', '?ssl=', '?ssl=false', '?ssl=0', '?sslmode=disable'])(
  'a URL with "%s" gets no TLS',
  (parameter) => {
    expect(connectionOf(`postgres://desk@localhost/x${parameter}`).ssl).toBe(false)
  },
)

it.each(['?ssl=true', '?ssl=1', '?sslmode=require'])('a URL with %s gets TLS', (parameter) => {
  expect(connectionOf(`postgres://desk@localhost/x${parameter}`).ssl).not.toBe(false)
})

it.each(['disable', 'prefer', 'require', 'verify-ca'])(
  'sslrootcert=system is refused with sslmode=%s, as in the manual',
  (mode) => {
    expect(() => connectionOf(`postgres://localhost/x?sslrootcert=system&sslmode=${mode}`)).toThrow(
      'sslrootcert=system in DATABASE_URL needs sslmode=verify-full.',
    )
  },
)

it('sslrootcert=system without sslmode means verify-full, as in the manual', () => {
  expect(sslModeOf('postgres://localhost/x?sslrootcert=system')).toBe('verify-full')
})

describe('sslmode, on a PostgreSQL without TLS', () => {
  it('prefer connects without TLS, require is refused', async () => {
    const proxy = await openDatabaseProxy(inject('postgresUrl'))
    cleanUp(proxy.cut)
    const url = proxy.url(inject('postgresUrl')).replace('?sslmode=disable', '')
    expect(await isEncrypted(url)).toBe(false)
    expect(await isEncrypted(`${url}?sslmode=allow`)).toBe(false)
    await expect(check(`${url}?sslmode=require`)).rejects.toThrow(
      'PostgreSQL does not support TLS, but sslmode in DATABASE_URL requires it: turn on ssl in PostgreSQL, or set sslmode=prefer.',
    )
  })

  it.each(['', '?sslmode=prefer', '?sslmode=allow'])(
    'with "%s" refuses a missing database or role for that reason',
    async (mode) => {
      const proxy = await openDatabaseProxy(inject('postgresUrl'))
      cleanUp(proxy.cut)
      const url = proxy.url(inject('postgresUrl')).replace('?sslmode=disable', mode)
      await expect(check(databaseUrl(url, 'nowhere'))).rejects.toThrow(
        /database "nowhere" does not exist\. Create it/,
      )
      await expect(check(url.replace(/\/\/\w+@/, '//nobody_such@'))).rejects.toThrow(
        /"nobody_such" does not exist/,
      )
    },
  )

  it('has no effect over a socket in the file system', () => {
    expect(connectionOf('postgres://desk@%2Frun%2Fpostgresql/x?sslmode=verify-full')).toEqual({
      connectionString: 'postgres://desk@%2Frun%2Fpostgresql/x',
      ssl: false,
    })
    expect(connectionOf('postgres:///x?host=/run/postgresql&sslmode=require').ssl).toBe(false)
  })
})
