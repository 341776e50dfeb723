import { describe, expect, it } from 'vitest'
import { loadConfig, misspelt, settings } from './config.ts'
import { StartupError } from './shared/startup-error.ts'

const jwtSecret = 'at least thirty-two characters long'

/** The message of the refusal, line by line: a headline, then a line for each problem. */
function linesOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError)
    return (error as StartupError).message.split('\n')
  }
  throw new Error('nothing was refused')
}

describe('settings', () => {
  it('have the contract’s defaults where the environment says nothing', () =>
    expect(loadConfig({})).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      PUBLIC_URL: 'http://127.0.0.1:8080',
      TRUST_PROXY: false,
      DATA_DIR: './data',
      DEMO_DATA: false,
      CURRENCY: 'RUB',
    }))

  it('that are optional are absent, not made up', () => {
    const config = loadConfig({})
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD'])
      expect(config).not.toHaveProperty(name)
  })

  it.each(['', '  '])('take empty values for none: "%s"', (nothing) => {
    const empty = Object.fromEntries(settings.map((name) => [name, nothing]))
    expect(loadConfig(empty)).toEqual(loadConfig({}))
    expect(loadConfig({ PORT: undefined })).toEqual(loadConfig({}))
  })

  it('are read as numbers and booleans', () =>
    expect(
      loadConfig({ PORT: '0', DB_POOL_MAX: '25', TRUST_PROXY: 'true', DEMO_DATA: 'false' }),
    ).toMatchObject({ PORT: 0, DB_POOL_MAX: 25, TRUST_PROXY: true, DEMO_DATA: false }))

  it.each([
    ['true', true],
    ['false', false],
    ['2', 2],
  ])('take proxies for none, one or so many: %s', (text, value) =>
    expect(loadConfig({ TRUST_PROXY: text }).TRUST_PROXY).toBe(value),
  )

  it('ignore whatever else the environment holds', () =>
    expect(loadConfig({ PATH: '/bin', Port: '1', port: '2' })).toEqual(loadConfig({})))

  it('leave the environment alone', () => {
    const env = Object.freeze({ PORT: '9000' })
    expect(loadConfig(env).PORT).toBe(9_000)
  })

  it.each([
    ['an address of all interfaces by a name', { HOST: '0.0.0.0', PORT: '9000' }, 'http://localhost:9000'],
    ['an IPv6 address in brackets', { HOST: '::1' }, 'http://[::1]:8080'],
    ['what is given as it is', { PUBLIC_URL: 'https://desk.example', PORT: '9000' }, 'https://desk.example'],
    [
      'a path',
      { PUBLIC_URL: 'https://desk.example/co-working/m.sk_1/' },
      'https://desk.example/co-working/m.sk_1',
    ],
    [
      'a path that only looks like one of the service',
      { PUBLIC_URL: 'https://d.example/apis' },
      'https://d.example/apis',
    ],
  ])('have a public address that shows %s', (_, env, url) => expect(loadConfig(env).PUBLIC_URL).toBe(url))

  it('allow the most connections that the database has: its own 90, another as many as that takes', () => {
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

describe('what is nearly right', () => {
  it.each(['https://desk.example/', 'https://desk.example//', ' https://desk.example '])(
    'is mended: PUBLIC_URL=%s',
    (url) => expect(loadConfig({ PUBLIC_URL: url }).PUBLIC_URL).toBe('https://desk.example'),
  )

  it.each(['https://a.example/,https://b.example/', 'https://a.example, https://b.example'])(
    'is mended: CORS_ORIGINS=%s',
    (origins) =>
      expect(loadConfig({ CORS_ORIGINS: origins }).CORS_ORIGINS).toBe('https://a.example,https://b.example'),
  )

  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['DATABASE-URL', 'DATABASE_URL'],
    ['DATEBASE_ULR', 'DATABASE_URL'],
    ['PROT', 'PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['ADMIN_EMIAL', 'ADMIN_EMAIL'],
    ['JWT_SECRETS', 'JWT_SECRET'],
  ])('is told of: %s', (name, meant) =>
    expect(misspelt({ [name]: 'x', PATH: '/bin' })).toEqual([
      `${name} is not a setting and is not read: is ${meant} meant?`,
    ]),
  )

  it('is not what the environments of machines hold', () => {
    const usual =
      'HOME HOSTNAME HOSTTYPE PATH LANG TERM USER PWD OLDPWD SHELL SHLVL MAIL LOGNAME EDITOR TZ NODE_ENV CI PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSSLMODE POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB XDG_DATA_DIRS XDG_DATA_HOME MALLOC_ARENA_MAX NODE_OPTIONS INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET REDIS_PORT REDIS_HOST DATABASE_NAME DATABASE_HOST DB_HOST DB_PORT SMTP_HOST SMTP_PORT KUBERNETES_PORT npm_config_registry'
    expect(misspelt(Object.fromEntries(usual.split(' ').map((name) => [name, 'x'])))).toEqual([])
    expect(misspelt(Object.fromEntries(settings.map((name) => [name, 'x'])))).toEqual([])
  })
})

describe('a URL with a password', () => {
  const lineOf = (env: Record<string, string>) => linesOf({ JWT_SECRET: jwtSecret, ...env })[1] ?? ''

  it.each([
    ['DATABASE_URL', 'postgres://desk:pa#ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:1#2@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:pa/ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:12/ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:12?ss@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://desk:10%off@127.0.0.1/x'],
    ['REDIS_URL', 'redis://:pa#ss@127.0.0.1'],
    ['SMTP_URL', 'smtp://desk:pa#ss@127.0.0.1'],
  ])('is refused where a character of it breaks the URL, without being shown: %s=%s', (name, url) => {
    expect(lineOf({ [name]: url })).toMatch(new RegExp(`^ {2}- ${name} .* write # as %23, / as %2F`))
    expect(lineOf({ [name]: url })).not.toMatch(/ss@|off/)
  })

  it.each([
    'postgres://desk:pa%23s%2Fs%3F%40%25@127.0.0.1:5432/x',
    'postgres://desk:p@ss@127.0.0.1/x',
    'postgres://desk:secret@/x?host=/run/postgresql',
    'postgres://desk@%2Frun%2Fpostgresql/x',
    'postgres:///x?host=/run/postgresql&user=olga@desk',
    'postgres://[::1]:5432/x?sslmode=verify-full',
  ])('is taken: %s', (url) => {
    expect(loadConfig({ DATABASE_URL: url, JWT_SECRET: jwtSecret }).DATABASE_URL).toBe(url)
  })

  it('is refused where it names what there is not', () => {
    expect(lineOf({ DATABASE_URL: 'postgres://h/x?sslmode=always' })).toMatch(/verify-ca, verify-full/)
    expect(lineOf({ REDIS_URL: 'redis://h/cache' })).toMatch(/number of a database/)
  })

  it('takes from the environment what PostgreSQL’s own programs take, unless it says so itself', () => {
    const env = { JWT_SECRET: jwtSecret, PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/etc/root.crt' }
    expect(loadConfig({ ...env, DATABASE_URL: 'postgres://h/x' }).DATABASE_URL).toBe(
      'postgres://h/x?sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt',
    )
    const own = 'postgres://h/x?sslmode=disable&sslrootcert=/a'
    expect(loadConfig({ ...env, DATABASE_URL: own }).DATABASE_URL).toBe(own)
  })
})

describe('a tool', () => {
  it('needs the database alone, and does not look at the rest', () => {
    const env = { DATABASE_URL: 'postgres://127.0.0.1/x', PORT: 'eight', SMTP_URL: 'nowhere' }
    expect(loadConfig(env, { isTool: true })).toMatchObject({ DATABASE_URL: env.DATABASE_URL })
  })
})

describe('what make build makes', () => {
  it.each([true, false])('does not start on a database of its own (as a tool: %s)', (isTool) => {
    expect(() => loadConfig({ DATA_DIR: './data' }, { isBuilt: true, isTool })).toThrow(
      /DATABASE_URL is required/,
    )
    const env = { DATABASE_URL: 'postgres://127.0.0.1/x', JWT_SECRET: jwtSecret }
    expect(loadConfig(env, { isBuilt: true, isTool })).toMatchObject({ DATABASE_URL: env.DATABASE_URL })
  })
})

describe('a wrong setting', () => {
  it.each([
    ['PORT', 'eight'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['DB_POOL_MAX', '1'],
    ['DB_POOL_MAX', '91'],
    ['TRUST_PROXY', 'maybe'],
    ['TRUST_PROXY', '0'],
    ['TRUST_PROXY', '1.5'],
    ['DEMO_DATA', 'yes'],
    ['PUBLIC_URL', 'desk.example'],
    ['PUBLIC_URL', 'https://desk.example/?a'],
    ['PUBLIC_URL', 'ftp://desk.example'],
    ['PUBLIC_URL', 'https://desk.example?a'],
    ['PUBLIC_URL', 'https://desk.example#a'],
    ['PUBLIC_URL', 'https://olga:secret@desk.example'],
    ['PUBLIC_URL', 'https://desk.example/a//b'],
    ['PUBLIC_URL', 'https://desk.example/..'],
    ['PUBLIC_URL', 'https://desk.example/a/./b'],
    ['PUBLIC_URL', 'https://desk.example/a%2Fb'],
    ['PUBLIC_URL', 'https://desk.example/"><script>'],
    ['PUBLIC_URL', 'https://desk.example/api'],
    ['PUBLIC_URL', 'https://desk.example/docs/desks'],
    ['PUBLIC_URL', 'https://desk.example:99999/desks'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['CURRENCY', 'rub'],
    ['CURRENCY', 'RUBLE'],
    ['CURRENCY', 'RUR'],
    ['CURRENCY', 'XXX'],
    ['LOG_LEVEL', 'loud'],
  ])('is named alone: %s=%s', (name, value) => {
    const [headline, ...problems] = linesOf({ [name]: value })
    expect(headline).toBe('The settings are not right:')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^ {2}- ${name} must `))
  })

  it.each([
    ['a secret that is short', { JWT_SECRET: 'x'.repeat(31) }, 'JWT_SECRET'],
    [
      'a database of another kind',
      { DATABASE_URL: 'mysql://127.0.0.1/x', JWT_SECRET: jwtSecret },
      'DATABASE_URL',
    ],
    [
      'a database without the secret that instances share',
      { DATABASE_URL: 'postgresql://127.0.0.1/x' },
      'JWT_SECRET',
    ],
    ['an address that is none', { ADMIN_EMAIL: 'olga', ADMIN_PASSWORD: 'correct horse' }, 'ADMIN_EMAIL'],
    [
      'a password that is short',
      { ADMIN_EMAIL: 'olga@example.com', ADMIN_PASSWORD: '123456789' },
      'ADMIN_PASSWORD',
    ],
    ['an administrator without a password', { ADMIN_EMAIL: 'olga@example.com' }, 'ADMIN_PASSWORD'],
    ['a password without an administrator', { ADMIN_PASSWORD: 'correct horse' }, 'ADMIN_EMAIL'],
  ])('is named: %s', (_, env, name) => {
    const [, ...problems] = linesOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(name)
  })

  it('is named together with every other one', () => {
    const [headline, ...problems] = linesOf({
      PORT: 'eight',
      CURRENCY: 'rub',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'nowhere',
      DATABASE_URL: 'postgres://127.0.0.1/x',
      ADMIN_EMAIL: 'olga@example.com',
    })
    expect(headline).toBe('The settings are not right:')
    expect(problems).toHaveLength(6)
    for (const name of ['PORT', 'CURRENCY', 'LOG_LEVEL', 'REDIS_URL', 'JWT_SECRET', 'ADMIN_PASSWORD'])
      expect(problems.filter((problem) => problem.includes(name))).toHaveLength(1)
  })

  it('says what would be right, and never shows a secret that was given', () => {
    const message = linesOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://desk:hunter2@127.0.0.1/x',
      JWT_SECRET: 'hunter2',
      ADMIN_EMAIL: 'olga@example.com',
      ADMIN_PASSWORD: 'hunter2',
    }).join('\n')
    expect(message).toContain('65535')
    expect(message).toContain('debug')
    expect(message).toContain('32 characters')
    expect(message).not.toContain('hunter2')
  })
})
