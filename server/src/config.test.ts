import { describe, expect, it } from 'vitest'
import { messageLines } from '../../testing/refusals.ts'
import { loadConfig, settings } from './config.ts'

const jwtSecret = 'at least thirty-two characters long'

describe('settings', () => {
  it('have the documented defaults in an empty environment', () =>
    expect(loadConfig({})).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      PUBLIC_URL: 'http://127.0.0.1:8080',
      TRUST_PROXY: false,
      DATA_DIR: './data',
      DEMO_DATA: false,
      CURRENCY: 'RUB',
    }))

  it('that are optional have no default', () => {
    const config = loadConfig({})
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD'])
      expect(config).not.toHaveProperty(name)
  })

  it.each(['', '  '])('treat an empty value as missing: "%s"', (nothing) => {
    const empty = Object.fromEntries(settings.map((name) => [name, nothing]))
    expect(loadConfig(empty)).toEqual(loadConfig({}))
    expect(loadConfig({ PORT: undefined })).toEqual(loadConfig({}))
  })

  it.each([
    ['  open sesame  ', '  open sesame  '],
    ['open sesame \r\n', 'open sesame '],
    ['            ', undefined],
  ])('take ADMIN_PASSWORD with its spaces, without a line break at its end: %j', (text, value) => {
    const ADMIN_EMAIL = value && 'olga@example.com'
    expect(loadConfig({ ADMIN_EMAIL, ADMIN_PASSWORD: text }).ADMIN_PASSWORD).toBe(value)
  })

  it('are read as numbers and booleans', () =>
    expect(
      loadConfig({ PORT: '0', DB_POOL_MAX: '25', TRUST_PROXY: 'true', DEMO_DATA: 'false' }),
    ).toMatchObject({ PORT: 0, DB_POOL_MAX: 25, TRUST_PROXY: true, DEMO_DATA: false }))

  it.each([
    ['true', true],
    ['false', false],
    ['2', 2],
  ])('accept TRUST_PROXY for one proxy, none or several: %s', (text, value) =>
    expect(loadConfig({ TRUST_PROXY: text }).TRUST_PROXY).toBe(value),
  )

  it('ignore other variables of the environment', () =>
    expect(loadConfig({ PATH: '/bin', Port: '1', port: '2' })).toEqual(loadConfig({})))

  it('do not change the environment', () => {
    const env = Object.freeze({ PORT: '9000' })
    expect(loadConfig(env).PORT).toBe(9_000)
  })

  it.each([
    ['all IPv4 addresses as localhost', { HOST: '0.0.0.0', PORT: '9000' }, 'http://localhost:9000'],
    ['all addresses as localhost', { HOST: '::' }, 'http://localhost:8080'],
    ['an address as it is', { HOST: '10.0.0.0' }, 'http://10.0.0.0:8080'],
    ['an IPv6 address in brackets', { HOST: '::1' }, 'http://[::1]:8080'],
  ])('make PUBLIC_URL of HOST and PORT: %s', (_, env, url) => expect(loadConfig(env).PUBLIC_URL).toBe(url))

  it.each([
    [
      'instead of HOST and PORT',
      { PUBLIC_URL: 'https://desk.example', PORT: '9000' },
      'https://desk.example',
    ],
    [
      'with a path',
      { PUBLIC_URL: 'https://desk.example/co-working/m.sk_1/' },
      'https://desk.example/co-working/m.sk_1',
    ],
    [
      'with a path whose beginning is also a path of the service',
      { PUBLIC_URL: 'https://d.example/apis' },
      'https://d.example/apis',
    ],
  ])('take a PUBLIC_URL %s', (_, env, url) => expect(loadConfig(env).PUBLIC_URL).toBe(url))

  it('allow 90 connections for the embedded database, and 1,000 for another', () => {
    expect(loadConfig({ DB_POOL_MAX: '90' }).DB_POOL_MAX).toBe(90)
    const elsewhere = { DATABASE_URL: 'postgres://127.0.0.1/coworking', JWT_SECRET: jwtSecret }
    expect(loadConfig({ ...elsewhere, DB_POOL_MAX: '1000' }).DB_POOL_MAX).toBe(1_000)
  })

  it('are accepted all together', () => {
    const env = {
      DATABASE_URL: 'postgres://desk:secret@127.0.0.1:5432/coworking',
      JWT_SECRET: jwtSecret,
      REDIS_URL: 'redis://127.0.0.1:6379',
      ADMIN_EMAIL: 'olga@example.com',
      ADMIN_PASSWORD: 'correct horse',
      CURRENCY: 'EUR',
      LOG_LEVEL: 'silent',
    }
    expect(loadConfig(env)).toMatchObject(env)
  })
})

describe('a URL with a password', () => {
  const firstProblem = (env: Record<string, string>) =>
    messageLines({ JWT_SECRET: jwtSecret, ...env })[1] ?? ''

  it.each([
    ['DATABASE_URL', 'postgres://desk:pa#ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:1#2@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:pa/ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:12/ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:12?ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:10%off@127.0.0.1/x'],
    ['REDIS_URL', 'redis://:pa#ss@127.0.0.1'],
    ['SMTP_URL', 'smtp://desk:pa#ss@127.0.0.1'],
  ])(
    'with a character that breaks the URL is refused, and the message does not contain the password: %s=%s',
    (name, url) => {
      expect(firstProblem({ [name]: url })).toMatch(new RegExp(`^ {2}- ${name} .* write # as %23, / as %2F`))
      expect(firstProblem({ [name]: url })).not.toMatch(/ss@|off/)
    },
  )

  it.each([
    'postgres://desk:pa%23s%2Fs%3F%40%25@127.0.0.1:5432/x',
    'postgres://desk:p@ss@127.0.0.1/x',
    'postgres://desk:secret@/x?host=/run/postgresql',
    'postgres://desk@%2Frun%2Fpostgresql/x',
    'postgres:///x?host=/run/postgresql&user=olga@desk',
    'postgres://[::1]:5432/x?sslmode=verify-full',
  ])('is accepted: %s', (url) => {
    expect(loadConfig({ DATABASE_URL: url, JWT_SECRET: jwtSecret }).DATABASE_URL).toBe(url)
  })

  it('is refused with an unknown sslmode or ssl, or with a database of Redis that is no number', () => {
    for (const parameter of ['sslmode=always', 'ssl=on'])
      expect(firstProblem({ DATABASE_URL: `postgres://h/x?${parameter}` })).toMatch(/verify-ca, verify-full/)
    expect(firstProblem({ REDIS_URL: 'redis://h/cache' })).toMatch(/number of a database/)
  })

  it('takes the variables of PostgreSQL’s own programs from the environment, unless the URL has them itself', () => {
    const env = { JWT_SECRET: jwtSecret, PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/etc/root.crt' }
    expect(loadConfig({ ...env, DATABASE_URL: 'postgres://h/x' }).DATABASE_URL).toBe(
      'postgres://h/x?sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt',
    )
    for (const mode of ['sslmode=disable', 'ssl=true']) {
      const withSettings = `postgres://h/x?${mode}&sslrootcert=/a`
      expect(loadConfig({ ...env, DATABASE_URL: withSettings }).DATABASE_URL).toBe(withSettings)
    }
  })
})

describe('a tool', () => {
  it('needs only the settings of the database, and ignores the others', () => {
    const env = { DATABASE_URL: 'postgres://127.0.0.1/x', PORT: 'eight', SMTP_URL: 'nowhere' }
    expect(loadConfig(env, { isTool: true })).toMatchObject({ DATABASE_URL: env.DATABASE_URL })
  })
})

describe('the folder of make build', () => {
  it.each([true, false])('does not start an embedded database (as a tool: %s)', (isTool) => {
    expect(() => loadConfig({ DATA_DIR: './data' }, { isBuilt: true, isTool })).toThrow(
      /DATABASE_URL is required/,
    )
    const env = { DATABASE_URL: 'postgres://127.0.0.1/x', JWT_SECRET: jwtSecret }
    expect(loadConfig(env, { isBuilt: true, isTool })).toMatchObject({ DATABASE_URL: env.DATABASE_URL })
  })
})
