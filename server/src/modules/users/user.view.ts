import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import type { User } from './user.schema.ts'

/** A user with balances, as `/me` shows it; undefined where there is none. */
export async function findUserView(db: Db, id: string): Promise<User | undefined> {
  const { rows } = await sql<User>`
    SELECT u.id, u.email, u.email_verified_at IS NOT NULL AS email_verified, u.first_name, u.last_name, u.locale, u.role,
      coalesce((SELECT array_agg(m.location_id ORDER BY m.location_id)
        FROM location_managers m WHERE m.user_id = u.id), '{}') AS location_ids,
      coalesce((SELECT jsonb_agg(jsonb_build_object('currency', a.currency, 'balance', a.balance) ORDER BY a.currency)
        FROM accounts a WHERE a.user_id = u.id AND a.version > 0), '[]') AS balances
    FROM users u WHERE u.id = ${id}
  `.execute(db)
  return rows[0]
}
