import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage } from '../../db/page.ts'
import { isReachable } from './user.repository.ts'
import type { KnownUser, UserQuery } from './user.schema.ts'

const locationIds = sql<string[]>`ARRAY(
  SELECT m.location_id FROM location_managers m WHERE m.user_id = users.id ORDER BY m.location_id)`

const living = (db: Db) => db.selectFrom('users').where('users.deletedAt', 'is', null)

/** Living accounts, and accounts that were merged into a living one. */
const reachable = (db: Db) => db.selectFrom('users').where(isReachable)

const listed = (users: ReturnType<typeof living>) =>
  users.select(({ eb }) => [
    'users.id',
    'users.email',
    eb('users.emailVerifiedAt', 'is not', null).$castTo<boolean>().as('emailVerified'),
    'users.firstName',
    'users.lastName',
    'users.phone',
    'users.locale',
    'users.role',
    eb('users.blockedAt', 'is not', null).$castTo<boolean>().as('blocked'),
    eb('users.passwordHash', 'is not', null).$castTo<boolean>().as('hasPassword'),
    'users.note',
    'users.tags',
    'users.createdAt',
    locationIds.as('locationIds'),
  ])

/** A user with balances; undefined where there is none. */
export const findUserView = (db: Db, id: string): Promise<KnownUser | undefined> =>
  listed(reachable(db))
    .select('users.mergedInto')
    .select(
      sql<KnownUser['balances']>`coalesce((
        SELECT jsonb_agg(jsonb_build_object('currency', a.currency, 'balance', a.balance) ORDER BY a.currency)
        FROM accounts a WHERE a.user_id = users.id AND a.version > 0), '[]')`.as('balances'),
    )
    .where('users.id', '=', id)
    .executeTakeFirst()

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Newest first. Each word of `search` begins a name or the email, or is a part of the telephone number. */
export async function listUsers(db: Db, query: UserQuery) {
  // Copied text may hold invisible characters.
  const search = query.search?.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  const words = search?.split(/\s+/).filter(Boolean) ?? []
  let rows = listed(await searched(db, conditionsOf(words)))
  if (query.role !== undefined) rows = rows.where('users.role', 'in', query.role)
  if (query.blocked !== undefined) rows = rows.where('users.blockedAt', query.blocked ? 'is not' : 'is', null)
  const order = { column: 'users.createdAt', direction: 'desc' as const }
  return fetchPage({ query: rows, idColumn: 'users.id', order, keyOf: (row) => row.createdAt }, query)
}

// When more users than this match, reading users from the newest on soon fills a page.
const many = 1_000

/**
 * Users that match every word. A few are found by the indexes first and ordered afterwards: `OFFSET` keeps the two apart, for
 * left to itself the planner reads users from the newest on, which for a rare name means all of them (200 ms of 100,000).
 */
async function searched(db: Db, conditions: RawBuilder<boolean>[]): Promise<ReturnType<typeof living>> {
  if (conditions.length === 0) return living(db)
  const matching = conditions.reduce((rows, condition) => rows.where(condition), living(db))
  const apart = () => matching.selectAll().offset(0).as('users')
  const some = db.selectFrom(apart()).select('users.id').limit(many).as('some')
  const { n } = await db
    .selectFrom(some)
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n < many ? db.selectFrom(apart()) : matching
}

// A part of a telephone number in the notation of people.
const partOfNumber = /^\+?[\d().-]*\d[\d().-]*$/

/** The condition of each word. A number may be written with spaces, so words that are all parts of a number are also one number. */
function conditionsOf(words: string[]): RawBuilder<boolean>[] {
  const each = words.map((word) =>
    partOfNumber.test(word) ? any(begins(word), hasDigits(word)) : begins(word),
  )
  if (words.length < 2 || !words.every((word) => partOfNumber.test(word))) return each
  const all = sql<boolean>`(${sql.join(words.map(begins), sql` AND `)})`
  return [any(all, hasDigits(words.join('')))]
}

const any = (one: RawBuilder<boolean>, other: RawBuilder<boolean>) => sql<boolean>`(${one} OR ${other})`

/** Compared by `search_key`, so that case and accents make no difference (decision 20); the planner works the pattern out. */
function begins(word: string) {
  const key = sql`left(search_key(${escapeLike(word)}::text), 100) || '%'`
  return sql<boolean>`(users.email LIKE ${key} OR users.first_name_key LIKE ${key} OR users.last_name_key LIKE ${key})`
}

/**
 * Whether the telephone number contains these digits. In Russia and Kazakhstan a number is dialled with 8 in the place of +7, so 8
 * and what was typed after it also find the numbers that begin so.
 */
function hasDigits(written: string) {
  const digits = written.replaceAll(/\D/g, '')
  const contains = isLike(digits, `%${digits}%`)
  const [, national] = /^8(\d{1,10})$/.exec(digits) ?? []
  return national === undefined ? contains : any(contains, isLike(`7${national}`, `+7${national}%`))
}

/** Whether the telephone number, which contains these digits, is like the pattern. The index finds numbers by runs of three digits. */
function isLike(digits: string, pattern: string) {
  const fits = sql`users.phone LIKE ${pattern}`
  if (digits.length < 3) return sql<boolean>`(users.phone IS NOT NULL AND ${fits})`
  return sql<boolean>`(users.phone IS NOT NULL AND digit_runs(users.phone) @> digit_runs(${digits}::text) AND ${fits})`
}
