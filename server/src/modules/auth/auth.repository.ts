import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { deleteInBatches } from '../../db/delete-in-batches.ts'
import type { MailedTokens } from '../../db/tables.gen.ts'
import { toInstant } from '../../shared/time-range.ts'

/** What a mailed token is for. */
export type MailedTokenPurpose = 'password_reset' | 'verify_email'

export const insertMailedToken = (trx: Tx, token: Insertable<MailedTokens>) =>
  trx.insertInto('mailedTokens').values(token).execute()

// A link verifies the email that it was sent to, and no email that the account got later.
const isOfPresentEmail = sql<boolean>`EXISTS (SELECT FROM users u WHERE u.id = mailed_tokens.user_id
  AND u.email = coalesce(mailed_tokens.email, u.email))`

/** Whether a mailed token can still be used. */
export async function hasMailedToken(db: Db, tokenHash: Buffer, purpose: MailedTokenPurpose, now: string) {
  const row = await db
    .selectFrom('mailedTokens')
    .select('userId')
    .where(isOfPresentEmail)
    .where('tokenHash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

/** The user of a mailed token, whether or not the token can still be used. */
export const findUserOfToken = async (trx: Tx, tokenHash: Buffer): Promise<string | undefined> => {
  const tokens = trx.selectFrom('mailedTokens').select('userId').where('tokenHash', '=', tokenHash)
  return (await tokens.executeTakeFirst())?.userId
}

/**
 * Spends a mailed token and returns its user; undefined where the token is unknown, spent, too old, or was mailed to an email that the
 * user no longer has. The user's other tokens of this purpose are deleted, too. The caller holds the lock of the user, so that the
 * verified email stays the user's.
 */
export async function spendMailedToken(trx: Tx, tokenHash: Buffer, purpose: MailedTokenPurpose, now: string) {
  const token = await trx
    .deleteFrom('mailedTokens')
    .where(isOfPresentEmail)
    .where('tokenHash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', now)
    .returning('userId')
    .executeTakeFirst()
  if (!token) return undefined
  await deleteMailedTokens(trx, token.userId, purpose)
  return token.userId
}

export const deleteMailedTokens = (trx: Tx, userId: string, purpose: MailedTokenPurpose) =>
  trx.deleteFrom('mailedTokens').where('userId', '=', userId).where('purpose', '=', purpose).execute()

/** Deletes mailed tokens that are no longer valid. */
export const purgeMailedTokens = (db: Db, now: number) =>
  deleteInBatches(db, 'mailedTokens', sql`expires_at <= ${toInstant(now)}`)
