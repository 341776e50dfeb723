import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { type LevelWithSilent, levels } from 'pino'
import Type, { type Static } from 'typebox'
import { isCurrency } from './shared/currency.ts'
import { StartupError } from './shared/startup-error.ts'

const logLevels = [...Object.values(levels.labels), 'silent'] as LevelWithSilent[]

const Env = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  HOST: Type.String({ default: '127.0.0.1' }),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/]+$' })),
  TRUST_PROXY: Type.Unsafe<boolean | number>({
    type: ['boolean', 'integer'],
    minimum: 1,
    maximum: 10,
    default: false,
  }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
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
  RATE_LIMIT_MAX: Type.Integer({ minimum: 0, default: 600 }),
  METRICS_TOKEN: Type.Optional(Type.String({ minLength: 16, maxLength: 256, pattern: '^[\\x21-\\x7e]+$' })),
  LOG_LEVEL: Type.Unsafe<LevelWithSilent>({ type: 'string', enum: logLevels, default: 'info' }),
})

// Its PostgreSQL takes 100: some are left for a backup, an audit, and whoever looks into it.
const mostEmbedded = 90

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

/** Names of every setting, for the documentation's test. */
export const settings = Object.keys(Env.properties)

/**
 * Reads the settings from an environment. An empty or blank value counts as none: a blank PORT would read as 0.
 *
 * Raises one `StartupError` that names everything that is wrong.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(settings.filter((key) => env[key]?.trim()).map((key) => [key, env[key]]))
  const values = { ...given } as unknown as Config
  const wrong = check(values)
    ? []
    : (check.errors ?? []).map((e) => `${e.instancePath.slice(1)} ${describe(e)}`)
  if (values.DATABASE_URL && !values.JWT_SECRET)
    wrong.push(
      'JWT_SECRET is required together with DATABASE_URL: every instance must sign with the same one',
    )
  if (/^[A-Z]{3}$/.test(values.CURRENCY) && !isCurrency(values.CURRENCY))
    wrong.push(`CURRENCY must be an active ISO 4217 code of a currency, and ${values.CURRENCY} is none`)
  if (!values.DATABASE_URL && values.DB_POOL_MAX > mostEmbedded)
    wrong.push(
      `DB_POOL_MAX must be at most ${mostEmbedded} without DATABASE_URL: the service's own PostgreSQL has no more connections to give`,
    )
  if (!values.ADMIN_EMAIL !== !values.ADMIN_PASSWORD)
    wrong.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither')
  if (wrong.length > 0) throw new StartupError(`The settings are not right:\n  - ${wrong.join('\n  - ')}`)
  const host = values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST.replace('0.0.0.0', 'localhost')
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://${host}:${values.PORT}` }
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

/** The settings of this process. The only place that reads its environment. */
export const processConfig = (): Config => loadConfig(process.env)
