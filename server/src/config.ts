import { existsSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { type LevelWithSilent, levels } from 'pino'
import Type, { type Static } from 'typebox'
import { sslModeOf } from './db/connection.ts'
import { sslModes } from './db/tls.ts'
import { isCurrency } from './shared/currency.ts'
import { distanceOf } from './shared/edit-distance.ts'
import { maxMoney } from './shared/money.ts'
import { StartupError } from './shared/startup-error.ts'
import { basePathOf, errorOfUrl, hostInUrl, servicePaths } from './shared/url.ts'

const logLevels = [...Object.values(levels.labels), 'silent'] as LevelWithSilent[]

const Env = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  HOST: Type.String({ pattern: '^[\\w.:%-]+$', default: '127.0.0.1' }),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/?#@\\s]+(/(?!\\.{1,2}(/|$))[\\w.~-]+)*$' })),
  TRUST_PROXY: Type.Unsafe<boolean | number>({
    type: ['boolean', 'integer'],
    minimum: 1,
    maximum: 10,
    default: false,
  }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATABASE_REPLICA_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  DATA_DIR: Type.String({ default: './data' }),
  DB_POOL_MAX: Type.Integer({ minimum: 2, maximum: 1_000, default: 10 }),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^(rediss?|unix)://' })),
  JWT_SECRET: Type.Optional(Type.String({ minLength: 32 })),
  ADMIN_EMAIL: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
  ADMIN_PASSWORD: Type.Optional(Type.String({ minLength: 10, maxLength: 128 })),
  DEMO_DATA: Type.Boolean({ default: false }),
  CURRENCY: Type.String({ pattern: '^[A-Z]{3}$', default: 'RUB' }),
  PROCESS: Type.Unsafe<'all' | 'web' | 'jobs'>({
    type: 'string',
    enum: ['all', 'web', 'jobs'],
    default: 'all',
  }),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://' })),
  MAIL_FROM: Type.String({ default: 'Coworking Manager <no-reply@localhost>' }),
  CORS_ORIGINS: Type.Optional(Type.String({ pattern: '^https?://[^/, ]+(,https?://[^/, ]+)*$' })),
  MAX_LIVE_BOOKINGS: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 200 }),
  PAYMENTS: Type.Unsafe<'none' | 'stripe' | 'yookassa'>({
    type: 'string',
    enum: ['none', 'stripe', 'yookassa'],
    default: 'none',
  }),
  PAYMENTS_URL: Type.Optional(Type.String({ pattern: '^https?://[^/?#@\\s]+$' })),
  STRIPE_SECRET_KEY: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,300}$' })),
  STRIPE_WEBHOOK_SECRET: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,300}$' })),
  YOOKASSA_SHOP_ID: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z-]{1,64}$' })),
  YOOKASSA_SECRET_KEY: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,300}$' })),
  YOOKASSA_VAT_CODE: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  YOOKASSA_TAX_SYSTEM: Type.Optional(Type.Integer({ minimum: 1, maximum: 6 })),
  PAYMENT_HOLD_MINUTES: Type.Integer({ minimum: 1, maximum: 1_440, default: 15 }),
  PAYMENT_MIN: Type.Integer({ minimum: 1, maximum: maxMoney, default: 100 }),
  PAYMENT_MAX: Type.Integer({ minimum: 1, maximum: maxMoney, default: 10_000_000 }),
  AUDIT_RETENTION_DAYS: Type.Integer({ minimum: 0, maximum: 36_500, default: 0 }),
  RATE_LIMIT_MAX: Type.Integer({ minimum: 0, default: 600 }),
  METRICS_TOKEN: Type.Optional(Type.String({ minLength: 16, maxLength: 256, pattern: '^[\\x21-\\x7e]+$' })),
  LOG_LEVEL: Type.Unsafe<LevelWithSilent>({ type: 'string', enum: logLevels, default: 'info' }),
})

/**
 * An email address, alone or in angle brackets after a name. Its domain may have no dot: a mail server on the same machine accepts
 * `no-reply@localhost`.
 */
const mailbox = /^([^<>\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u

// The embedded PostgreSQL allows 100 connections: some are left for a backup, an audit, and an operator.
const maxEmbeddedConnections = 90

export type Config = Static<typeof Env> & { PUBLIC_URL: string }

const ajv = new Ajv({
  allErrors: true,
  coerceTypes: true,
  useDefaults: true,
  removeAdditional: true,
  strict: false,
})
formats.default(ajv, ['email'])
const check = ajv.compile({ ...Env, additionalProperties: false })

/** The names of all settings. */
export const settings = Object.keys(Env.properties)

/** The settings of a tool that works on the database alone: `make admin`, `audit`, `backup`, `restore`, `finish-refund`. */
const databaseSettings = ['DATABASE_URL', 'DATA_DIR', 'DB_POOL_MAX', 'LOG_LEVEL']

/** The settings that may contain a password. */
const urls = ['DATABASE_URL', 'DATABASE_REPLICA_URL', 'REDIS_URL', 'SMTP_URL'] as const

/** The settings that each payment provider needs. */
const paymentKeys = {
  none: [],
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  yookassa: ['YOOKASSA_SHOP_ID', 'YOOKASSA_SECRET_KEY'],
} as const

const databaseUrls = ['DATABASE_URL', 'DATABASE_REPLICA_URL'] as const

type Environment = Record<string, string | undefined>

type ConfigOptions = {
  /** A tool that works on the database only: settings that it does not need are neither required nor checked. */
  isTool?: boolean
  /**
   * The service runs from the folder that `make build` made. That folder contains no PostgreSQL: without DATABASE_URL, the service would start
   * an installed PostgreSQL on a new, empty database in DATA_DIR, and not use the operator's database.
   */
  isBuilt?: boolean
}

/**
 * The value of a setting, without characters that are easily added by mistake and change nothing. A database URL also gets the TLS
 * parameters of the environment.
 */
function settingValue(name: string, env: Environment): string | undefined {
  const value = env[name]?.trim()
  // A password may begin or end with spaces, but a line break at its end is one of the file that it was read from.
  if (name === 'ADMIN_PASSWORD' && value) return env[name]?.replace(/[\r\n]+$/, '')
  if (name === 'PUBLIC_URL' || name === 'PAYMENTS_URL') return value?.replace(/\/+$/, '')
  if (name === 'CORS_ORIGINS') return value?.replaceAll(/\s*\/*\s*(,|$)\s*/g, '$1')
  return databaseUrls.some((url) => url === name) && value ? withTlsOfEnvironment(value, env) : value
}

/** The URL with the TLS settings that PostgreSQL's own programs read from the environment, except those that it has itself. */
function withTlsOfEnvironment(url: string, env: Environment): string {
  const urlParameters = new URLSearchParams(url.split('?')[1])
  const added = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'].flatMap((name) => {
    const value = env[`PG${name.toUpperCase()}`]
    const isInUrl = urlParameters.has(name) || (name === 'sslmode' && urlParameters.has('ssl'))
    return value && !isInUrl ? [`${name}=${encodeURIComponent(value)}`] : []
  })
  return added.length > 0 ? `${url}${url.includes('?') ? '&' : '?'}${added.join('&')}` : url
}

/**
 * Reads the settings from an environment. An empty or blank value counts as none: a blank PORT would read as 0.
 *
 * Raises one `StartupError` that names everything that is wrong.
 */
export function loadConfig(env: Environment, options: ConfigOptions = {}): Config {
  const names = options.isTool ? databaseSettings : settings
  const entries = names.flatMap((name) => {
    const value = settingValue(name, env)
    return value ? [[name, value]] : []
  })
  const values = Object.fromEntries(entries) as Config
  const errors = check(values)
    ? []
    : (check.errors ?? []).map((e) => `${e.instancePath.slice(1)} ${describe(e)}`)
  if (options.isBuilt && !values.DATABASE_URL)
    errors.push('DATABASE_URL is required: the result of `make build` contains no PostgreSQL')
  if (values.DATABASE_URL && !values.JWT_SECRET && !options.isTool)
    errors.push(
      'JWT_SECRET is required together with DATABASE_URL: every instance must sign tokens with the same secret',
    )
  if (values.DATABASE_REPLICA_URL && !values.DATABASE_URL && !options.isBuilt)
    errors.push(`DATABASE_REPLICA_URL needs DATABASE_URL: the service's own PostgreSQL has no standby`)
  if (/^[A-Z]{3}$/.test(values.CURRENCY) && !isCurrency(values.CURRENCY))
    errors.push(`CURRENCY must be an active ISO 4217 code of a currency, and ${values.CURRENCY} is not one`)
  for (const name of ['PUBLIC_URL', 'PAYMENTS_URL'] as const) {
    const url = values[name]
    if (url && !errors.some((line) => line.startsWith(name)) && !URL.canParse(url))
      errors.push(`${name} must be a URL that can be read`)
  }
  const [, firstPath = ''] = basePathOf(values.PUBLIC_URL ?? '').split('/')
  if (servicePaths.includes(firstPath))
    errors.push(
      `PUBLIC_URL must not have a path that begins with /${firstPath}: the service itself answers there`,
    )
  const keys = paymentKeys[values.PAYMENTS] ?? []
  for (const name of keys.filter((key) => !values[key] && !options.isTool))
    errors.push(`${name} is required with PAYMENTS=${values.PAYMENTS}`)
  if (values.YOOKASSA_TAX_SYSTEM !== undefined && values.YOOKASSA_VAT_CODE === undefined && !options.isTool)
    errors.push('YOOKASSA_TAX_SYSTEM needs YOOKASSA_VAT_CODE: without it no fiscal receipts are made')
  if (values.PAYMENT_MIN > values.PAYMENT_MAX) errors.push('PAYMENT_MIN must be at most PAYMENT_MAX')
  if (!values.DATABASE_URL && values.DB_POOL_MAX > maxEmbeddedConnections)
    errors.push(
      `DB_POOL_MAX must be at most ${maxEmbeddedConnections} without DATABASE_URL: the service's own PostgreSQL has no more connections to give`,
    )
  if (values.MAIL_FROM !== undefined && !mailbox.test(values.MAIL_FROM))
    errors.push('MAIL_FROM must be an email address, alone or after a name: Loft <office@example.com>')
  if (!values.ADMIN_EMAIL !== !values.ADMIN_PASSWORD)
    errors.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither')
  for (const name of urls) {
    const error =
      values[name] !== undefined && !errors.some((line) => line.startsWith(name)) && errorOfUrl(values[name])
    if (error) errors.push(`${name} ${error}`)
  }
  for (const name of databaseUrls) {
    const mode = values[name] && sslModeOf(values[name])
    if (mode && !sslModes.includes(mode))
      errors.push(`${name} has an unknown sslmode or ssl. The modes of sslmode are: ${sslModes.join(', ')}`)
  }
  if (errors.length > 0) throw new StartupError(`The settings are not right:\n  - ${errors.join('\n  - ')}`)
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://${hostInUrl(values.HOST)}:${values.PORT}` }
}

function describe({
  keyword,
  message,
  params,
}: {
  keyword: string
  message?: string
  params: object
}): string {
  if (keyword === 'enum')
    return `must be one of ${(params as { allowedValues: string[] }).allowedValues.join(', ')}`
  if (keyword === 'pattern') return `must match ${(params as { pattern: string }).pattern}`
  return message ?? 'is not valid'
}

// scripts/build creates this file.
const isBuilt = existsSync(new URL('../built', import.meta.url))

/** The settings of this process. This is the only place that reads its environment. */
export const processConfig = (): Config => readConfig({})

/** The settings for a tool that works on the database alone. */
export const processToolConfig = (): Config => readConfig({ isTool: true })

function readConfig(options: ConfigOptions): Config {
  for (const line of findMisspelt(process.env)) process.stderr.write(`${line}\n`)
  return loadConfig(process.env, { ...options, isBuilt })
}

/** A line for each name in this environment that looks like a misspelt setting. */
export const findMisspelt = (env: Environment): string[] =>
  Object.keys(env)
    .filter((name) => !settings.includes(name))
    .flatMap((name) => {
      const intended = settings.find((setting) => isSimilar(name.toUpperCase(), setting))
      return intended ? [`${name} is not a setting and is not read: is ${intended} meant?`] : []
    })

/** One letter may differ in a name of fewer than 8 letters (HOME is not HOST), two in a longer one. */
const isSimilar = (name: string, setting: string): boolean =>
  distanceOf(name.replaceAll('-', '_'), setting) <= (setting.length < 8 ? 1 : 2)
