import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage } from '../../db/page.ts'
import type { KnownUser, UserQuery } from './user.schema.ts'

const locationIds = sql<string[]>`ARRAY(
  SELECT m.location_id FROM location_managers m WHERE m.user_id = users.id ORDER BY m.location_id)`

const listed = (db: Db) =>
  db
    .selectFrom('users')
    .where('users.deletedAt', 'is', null)
    .select(({ eb }) => [
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
  listed(db)
    .select(
      sql<KnownUser['balances']>`coalesce((
        SELECT jsonb_agg(jsonb_build_object('currency', a.currency, 'balance', a.balance) ORDER BY a.currency)
        FROM accounts a WHERE a.user_id = users.id AND a.version > 0), '[]')`.as('balances'),
    )
    .where('users.id', '=', id)
    .executeTakeFirst()

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Newest first. Each word of `search` begins a name or the email. */
export function listUsers(db: Db, query: UserQuery) {
  let rows = listed(db)
  if (query.role !== undefined) rows = rows.where('users.role', 'in', query.role)
  if (query.blocked !== undefined) rows = rows.where('users.blockedAt', query.blocked ? 'is not' : 'is', null)
  for (const word of query.search?.toLowerCase().split(/\s+/).filter(Boolean) ?? []) {
    const prefix = `${escapeLike(word)}%`
    rows = rows.where(
      sql<boolean>`(users.email LIKE ${prefix} OR lower(left(users.first_name, 100)) LIKE ${prefix} OR lower(left(users.last_name, 100)) LIKE ${prefix})`,
    )
  }
  const order = { column: 'users.createdAt', direction: 'desc' as const }
  return fetchPage({ query: rows, idColumn: 'users.id', order, keyOf: (row) => row.createdAt }, query)
}
