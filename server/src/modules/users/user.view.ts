import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import { isVisibleToStaff } from './user.repository.ts'
import type { UserForStaff, UserQuery } from './user.schema.ts'

const locationIds = sql<string[]>`ARRAY(
  SELECT m.location_id FROM location_managers m WHERE m.user_id = users.id ORDER BY m.location_id)`

const notDeleted = (db: Db) => db.selectFrom('users').where('users.deletedAt', 'is', null)

/** Accounts that were not deleted, and accounts that were merged into such an account. */
const visibleToStaff = (db: Db) => db.selectFrom('users').where(isVisibleToStaff)

const withListColumns = (users: ReturnType<typeof notDeleted>) =>
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

/**
 * A user with balances; undefined where there is none. `accounts` are those of the ledger: one without an entry has version 0, and is no
 * balance yet.
 */
export const findUserView = (db: Db, id: string): Promise<UserForStaff | undefined> =>
  withListColumns(visibleToStaff(db))
    .select('users.mergedInto')
    .select(
      sql<UserForStaff['balances']>`coalesce((
        SELECT jsonb_agg(jsonb_build_object('currency', a.currency, 'balance', a.balance) ORDER BY a.currency)
        FROM accounts a WHERE a.user_id = users.id AND a.version > 0), '[]')`.as('balances'),
    )
    .where('users.id', '=', id)
    .executeTakeFirst()

/** Whether one of these ids is no location. */
export async function hasUnknownLocation(db: Db, ids: string[]): Promise<boolean> {
  const { rows } = await sql<{ isUnknown: boolean }>`SELECT EXISTS (
    SELECT FROM unnest(${ids}::uuid[]) AS given (id) WHERE NOT EXISTS (SELECT FROM locations WHERE locations.id = given.id)
  ) AS is_unknown`.execute(db)
  return rows[0]?.isUnknown ?? false
}

/**
 * Newest first. Each word of `search` begins a name or the email, is a later word of a name that begins with the words before it ("van der
 * Berg"), or is a part of the telephone number, which may be written with spaces.
 */
export async function listUsers(db: Db, query: UserQuery) {
  // Copied text may hold invisible characters.
  const search = query.search?.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  const words = search?.split(/\s+/).filter(Boolean) ?? []
  let selectQuery = withListColumns(await searched(db, conditionsOf(words)))
  if (query.role !== undefined) selectQuery = selectQuery.where('users.role', 'in', query.role)
  if (query.blocked !== undefined)
    selectQuery = selectQuery.where('users.blockedAt', query.blocked ? 'is not' : 'is', null)
  return fetchPage({ list: 'users', query: selectQuery, order: newestFirst('users.createdAt') }, query)
}

// When more users than this match, reading users from the newest on soon fills a page.
const manyMatches = 1_000

/**
 * Users that match every word. A small number of matches is found by the indexes first and ordered afterwards. `OFFSET` separates
 * the two parts of the query: without it, the planner reads users from the newest on, which for a rare name means all of them
 * (200 ms for 100,000).
 */
async function searched(db: Db, conditions: RawBuilder<boolean>[]): Promise<ReturnType<typeof notDeleted>> {
  if (conditions.length === 0) return notDeleted(db)
  const matching = conditions.reduce((selectQuery, condition) => selectQuery.where(condition), notDeleted(db))
  const matchingUsers = () => matching.selectAll().offset(0).as('users')
  const firstMatches = db.selectFrom(matchingUsers()).select('users.id').limit(manyMatches).as('some')
  const { n } = await db
    .selectFrom(firstMatches)
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n < manyMatches ? db.selectFrom(matchingUsers()) : matching
}

// A part of a telephone number as people write it.
const partOfNumber = /^\+?[\d().-]*\d[\d().-]*$/

/** The condition of each word; neighbouring words that are parts of a number are one number, written with spaces. */
function conditionsOf(words: string[]): RawBuilder<boolean>[] {
  const groups: { isNumber: boolean; words: string[]; begin: RawBuilder<boolean>[] }[] = []
  for (const [index, word] of words.entries()) {
    const isNumber = partOfNumber.test(word)
    const last = groups.at(-1)
    const group = isNumber && last?.isNumber ? last : { isNumber, words: [], begin: [] }
    if (group !== last) groups.push(group)
    group.words.push(word)
    group.begin.push(begins(words.slice(0, index + 1)))
  }
  return groups.map(({ isNumber, words, begin }) => {
    const allBegin = sql<boolean>`(${sql.join(begin, sql` AND `)})`
    return isNumber ? either(allBegin, hasDigits(words.join(''))) : allBegin
  })
}

const either = (first: RawBuilder<boolean>, second: RawBuilder<boolean>) =>
  sql<boolean>`(${first} OR ${second})`

// How many words of a name are compared together. Without a limit, the number of conditions would grow with the square of the words.
const maxWordsTogether = 5

/**
 * Whether the email or a name begins with the last of the words, or a name begins with the last two or more of them, because a name may
 * have several words. Compared by `search_key`, so that case and accents make no difference (decision 0020); the planner computes the
 * patterns.
 */
function begins(words: string[]) {
  const last = words.slice(-maxWordsTogether)
  const names = last.map((_, index) => patternOf(last.slice(index).join(' ')))
  const inNames = names.map(
    (pattern) => sql`users.first_name_key LIKE ${pattern} OR users.last_name_key LIKE ${pattern}`,
  )
  return sql<boolean>`(users.email LIKE ${names.at(-1)} OR ${sql.join(inNames, sql` OR `)})`
}

/** The pattern of texts that begin with this one. Wildcards are escaped in its key, because `search_key` turns a wide ％ into a %. */
const patternOf = (text: string) =>
  sql`regexp_replace(left(search_key(${text}::text), 100), '([\\\\%_])', '\\\\\\1', 'g') || '%'`

/**
 * Whether the telephone number contains these digits. In Russia and Kazakhstan a number is dialled with 8 in the place of +7, so
 * a search for 8 and digits also finds the numbers that begin with +7 and these digits.
 */
function hasDigits(text: string) {
  const digits = text.replaceAll(/\D/g, '')
  const contains = isLike(digits, `%${digits}%`)
  const [, national] = /^8(\d{1,10})$/.exec(digits) ?? []
  return national === undefined ? contains : either(contains, isLike(`7${national}`, `+7${national}%`))
}

/** Whether the telephone number, which contains these digits, is like the pattern. The index finds numbers by runs of three digits. */
function isLike(digits: string, pattern: string) {
  const matchesPattern = sql`users.phone LIKE ${pattern}`
  if (digits.length < 3) return sql<boolean>`(users.phone IS NOT NULL AND ${matchesPattern})`
  return sql<boolean>`(users.phone IS NOT NULL AND digit_runs(users.phone) @> digit_runs(${digits}::text) AND ${matchesPattern})`
}
