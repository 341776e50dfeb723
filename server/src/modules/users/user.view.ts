import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage } from '../../db/page.ts'
import type { KnownUser, UserQuery } from './user.schema.ts'

const locationIds = sql<string[]>`ARRAY(
  SELECT m.location_id FROM location_managers m WHERE m.user_id = users.id ORDER BY m.location_id)`

const living = (db: Db) => db.selectFrom('users').where('users.deletedAt', 'is', null)

const listed = (users: ReturnType<typeof living>) =>
  users.select(({ eb }) => [
    'users.id',
    'users.email',
    eb('users.emailVerifiedAt', 'is not', null).$castTo<boolean>().as('emailVerified'),
    'users.firstName',
    'users.lastName',
    'users.locale',
    'users.role',
    eb('users.blockedAt', 'is not', null).$castTo<boolean>().as('blocked'),
    'users.createdAt',
    locationIds.as('locationIds'),
  ])

/** A user with balances; undefined where there is none. */
export const findUserView = (db: Db, id: string): Promise<KnownUser | undefined> =>
  listed(living(db))
    .select(
      sql<KnownUser['balances']>`coalesce((
        SELECT jsonb_agg(jsonb_build_object('currency', a.currency, 'balance', a.balance) ORDER BY a.currency)
        FROM accounts a WHERE a.user_id = users.id AND a.version > 0), '[]')`.as('balances'),
    )
    .where('users.id', '=', id)
    .executeTakeFirst()

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Newest first. Each word of `search` begins a name or the email. */
export async function listUsers(db: Db, query: UserQuery) {
  // Copied text may hold invisible characters.
  const asked = query.search?.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  const words = asked?.split(/\s+/).filter(Boolean) ?? []
  let rows = listed(await searched(db, words))
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
async function searched(db: Db, words: string[]): Promise<ReturnType<typeof living>> {
  if (words.length === 0) return living(db)
  const matching = words.reduce((rows, word) => rows.where(begins(word)), living(db))
  const apart = () => matching.selectAll().offset(0).as('users')
  const some = db.selectFrom(apart()).select('users.id').limit(many).as('some')
  const { n } = await db
    .selectFrom(some)
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n < many ? db.selectFrom(apart()) : matching
}

/** Compared by `search_key`, so that case and accents make no difference (decision 20); the planner works the pattern out. */
function begins(word: string) {
  const key = sql`left(search_key(${escapeLike(word)}::text), 100) || '%'`
  return sql<boolean>`(users.email LIKE ${key} OR users.first_name_key LIKE ${key} OR users.last_name_key LIKE ${key})`
}
