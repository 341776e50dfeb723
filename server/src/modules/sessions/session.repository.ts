import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { deleteInBatches } from '../../db/delete-in-batches.ts'
import { fetchPage, newestFirst, type PageQuery } from '../../db/page.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import type { Sessions } from '../../db/tables.gen.ts'
import type { Role } from '../../shared/call.ts'
import { toInstant } from '../../shared/time-range.ts'

export const insertSession = (trx: Tx, session: Insertable<Sessions>) =>
  trx.insertInto('sessions').values(session).execute()

export const insertRefreshToken = (
  trx: Tx,
  token: { id: string; sessionId: string; tokenHash: Buffer; createdAt: string },
) => trx.insertInto('refreshTokens').values(token).execute()

/** A token with its session, both locked: of two simultaneous requests with the token the second waits. */
export const lockRefreshToken = (trx: Tx, tokenHash: Buffer) =>
  trx
    .selectFrom('sessions')
    .innerJoin('refreshTokens', 'refreshTokens.sessionId', 'sessions.id')
    .select([
      'refreshTokens.id',
      'refreshTokens.sessionId',
      'refreshTokens.spentAt',
      'refreshTokens.replacedAt',
      'sessions.userId',
      'sessions.expiresAt',
      'sessions.endedAt',
    ])
    .where('refreshTokens.tokenHash', '=', tokenHash)
    .forUpdate()
    .executeTakeFirst()

/** Those of the hashes that a refresh token has. */
export const findTokenHashes = async (db: Db, hashes: Buffer[]): Promise<Buffer[]> => {
  const found = await db
    .selectFrom('refreshTokens')
    .select('tokenHash')
    .where('tokenHash', 'in', hashes)
    .execute()
  return found.map(({ tokenHash }) => tokenHash)
}

export const spendToken = (trx: Tx, id: string, at: string) =>
  trx.updateTable('refreshTokens').set({ spentAt: at }).where('id', '=', id).execute()

/** A token of a session, found by its hash. */
export const findRefreshToken = (trx: Tx, sessionId: string, tokenHash: Buffer) =>
  trx
    .selectFrom('refreshTokens')
    .select(['createdAt', 'spentAt'])
    .where('sessionId', '=', sessionId)
    .where('tokenHash', '=', tokenHash)
    .executeTakeFirst()

export const updateLastUsed = (trx: Tx, id: string, at: string) =>
  trx.updateTable('sessions').set({ lastUsedAt: at }).where('id', '=', id).execute()

type SessionFilter = { userId: string; id?: string; except?: string | null }

/** Ends the sessions of a user that have not ended yet; returns their number. */
export async function endSessions(
  db: Db,
  { userId, id, except }: SessionFilter,
  at: string,
): Promise<number> {
  let updateQuery = db
    .updateTable('sessions')
    .set({ endedAt: at })
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
  if (id) updateQuery = updateQuery.where('id', '=', id)
  if (except) updateQuery = updateQuery.where('id', '!=', except)
  const { numUpdatedRows } = await updateQuery.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/**
 * Deletes a thousand sessions of a user at most that have not ended and are not among the newest `kept`: a statement may take eight seconds, and an
 * earlier version had no limit.
 */
export const deleteOldestSessions = (trx: Tx, userId: string, kept: number) =>
  trx
    .deleteFrom('sessions')
    .where('id', 'in', (sessions) =>
      sessions
        .selectFrom('sessions')
        .select('id')
        .where('userId', '=', userId)
        .where('endedAt', 'is', null)
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .offset(kept)
        .limit(1_000),
    )
    .execute()

/** The IP addresses from which this account has opened sessions, within the time that sessions are stored. */
export async function findIpsOf(db: Db, email: string): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select('sessions.address')
    .distinct()
    .where('users.email', '=', email.toLowerCase())
    .where('sessions.address', 'is not', null)
    .$narrowType<{ address: string }>()
    .execute()
  return rows.map(({ address }) => address)
}

export const deleteSessions = (trx: Tx, userId: string) =>
  trx.deleteFrom('sessions').where('userId', '=', userId).execute()

/** Active sessions (neither ended nor expired), newest first. */
export function listSessions(db: Db, userId: string, query: PageQuery, now: number) {
  const selectQuery = db
    .selectFrom('sessions')
    .select(['id', 'userAgent', 'address', 'createdAt', 'lastUsedAt'])
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', toInstant(now))
  return fetchPage(
    { list: `sessions of ${userId}`, query: selectQuery, order: newestFirst('createdAt') },
    query,
  )
}

export type ActorRow = {
  id: string
  role: Role
  blocked: boolean
  locationIds: string[]
  passwordChangedAt: string
}

const actorColumns = sql`u.id, u.role, u.blocked_at IS NOT NULL AS blocked, u.password_changed_at,
  ARRAY(SELECT location_id FROM location_managers m WHERE m.user_id = u.id) AS location_ids`

/** The user of a session that has neither ended nor expired. Every request needs it. */
export async function findActorOfSession(
  db: Db,
  sessionId: string,
  now: number,
): Promise<ActorRow | undefined> {
  const [row] = await runPrepared(
    db,
    sql<ActorRow>`
    SELECT ${actorColumns} FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ${sessionId} AND s.ended_at IS NULL AND s.expires_at > ${toInstant(now)} AND u.deleted_at IS NULL`,
  )
  return row
}

export async function findActorOfUser(db: Db, userId: string): Promise<ActorRow | undefined> {
  const [row] = await runPrepared(
    db,
    sql<ActorRow>`SELECT ${actorColumns} FROM users u WHERE u.id = ${userId} AND u.deleted_at IS NULL`,
  )
  return row
}

export const purgeExpiredSessions = (db: Db, now: number) =>
  deleteInBatches(db, 'sessions', sql`expires_at <= ${toInstant(now)}`)
