import { describe, expect, it } from 'vitest'
import { messageLines } from '../../testing/refusals.ts'
import { findMisspelt, loadConfig, settings } from './config.ts'

const jwtSecret = 'at least thirty-two characters long'

describe('a setting that is nearly right', () => {
  it.each(['https://desk.example/', 'https://desk.example//', ' https://desk.example '])(
    'is corrected: PUBLIC_URL=%s',
    (url) => expect(loadConfig({ PUBLIC_URL: url }).PUBLIC_URL).toBe('https://desk.example'),
  )

  it.each(['https://a.example/,https://b.example/', 'https://a.example, https://b.example'])(
    'is corrected: CORS_ORIGINS=%s',
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
  ])('is reported: %s', (name, meant) =>
    expect(findMisspelt({ [name]: 'x', PATH: '/bin' })).toEqual([
      `${name} is not a setting and is not read: is ${meant} meant?`,
    ]),
  )
})

it('a common environment variable that is no setting is not reported', () => {
  const usual =
    'HOME HOSTNAME HOSTTYPE PATH LANG TERM USER PWD OLDPWD SHELL SHLVL MAIL LOGNAME EDITOR TZ NODE_ENV CI PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSSLMODE POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB XDG_DATA_DIRS XDG_DATA_HOME MALLOC_ARENA_MAX NODE_OPTIONS INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET REDIS_PORT REDIS_HOST DATABASE_NAME DATABASE_HOST DB_HOST DB_PORT SMTP_HOST SMTP_PORT KUBERNETES_PORT npm_config_registry'
  expect(findMisspelt(Object.fromEntries(usual.split(' ').map((name) => [name, 'x'])))).toEqual([])
  expect(findMisspelt(Object.fromEntries(settings.map((name) => [name, 'x'])))).toEqual([])
})

describe('MAIL_FROM', () => {
  it.each([
    'a@example.com',
    '<a@example.com>',
    'Коворкинг «Лофт» <no-reply@localhost>',
    '"Loft, Pokrovka" <a@example.com>',
  ])('may be %s', (sender) => expect(loadConfig({ MAIL_FROM: sender }).MAIL_FROM).toBe(sender))
})

describe('a wrong setting', () => {
  it.each([
    ['PORT', 'eight'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['MAIL_FROM', 'Loft'],
    ['MAIL_FROM', 'Loft <office@example.com'],
    ['MAIL_FROM', 'Loft office@example.com'],
    ['MAIL_FROM', 'Loft\r\nBcc: a@example.com <office@example.com>'],
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
    ['PAYMENTS_URL', 'https://payments.example:99999'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['CURRENCY', 'rub'],
    ['CURRENCY', 'RUBLE'],
    ['CURRENCY', 'RUR'],
    ['CURRENCY', 'XXX'],
    ['LOG_LEVEL', 'loud'],
    ['YOOKASSA_VAT_CODE', '0'],
    ['YOOKASSA_VAT_CODE', '20%'],
    ['YOOKASSA_VAT_CODE', '13'],
  ])('is the only reported error: %s=%s', (name, value) => {
    const [headline, ...errors] = messageLines({ [name]: value })
    expect(headline).toBe('The settings are not right:')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(new RegExp(`^ {2}- ${name} must `))
  })

  it.each([
    ['a secret that is too short', { JWT_SECRET: 'x'.repeat(31) }, 'JWT_SECRET'],
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
    ['an invalid email address', { ADMIN_EMAIL: 'olga', ADMIN_PASSWORD: 'correct horse' }, 'ADMIN_EMAIL'],
    [
      'a password that is too short',
      { ADMIN_EMAIL: 'olga@example.com', ADMIN_PASSWORD: '123456789' },
      'ADMIN_PASSWORD',
    ],
    ['an administrator without a password', { ADMIN_EMAIL: 'olga@example.com' }, 'ADMIN_PASSWORD'],
    ['a tax system without receipts', { YOOKASSA_TAX_SYSTEM: '2' }, 'YOOKASSA_VAT_CODE'],
    ['an unknown tax system', { YOOKASSA_TAX_SYSTEM: '7', YOOKASSA_VAT_CODE: '1' }, 'YOOKASSA_TAX_SYSTEM'],
    ['a password without an administrator', { ADMIN_PASSWORD: 'correct horse' }, 'ADMIN_EMAIL'],
  ])('is reported: %s', (_, env, name) => {
    const [, ...errors] = messageLines(env)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(name)
  })

  it('is reported together with all others', () => {
    const [headline, ...errors] = messageLines({
      PORT: 'eight',
      CURRENCY: 'rub',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'nowhere',
      DATABASE_URL: 'postgres://127.0.0.1/x',
      ADMIN_EMAIL: 'olga@example.com',
    })
    expect(headline).toBe('The settings are not right:')
    expect(errors).toHaveLength(6)
    for (const name of ['PORT', 'CURRENCY', 'LOG_LEVEL', 'REDIS_URL', 'JWT_SECRET', 'ADMIN_PASSWORD'])
      expect(errors.filter((error) => error.includes(name))).toHaveLength(1)
  })

  it('is reported with the accepted values, and never with a secret', () => {
    const message = messageLines({
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
