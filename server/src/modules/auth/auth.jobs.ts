import type { Db } from '../../db/db.ts'
import { purgeSessions } from '../sessions/session.service.ts'
import { purgeMailedTokens } from './auth.repository.ts'

/** Deletes sessions and mailed links that are no longer valid. */
export async function purgeExpiredSignInData(db: Db, now: number): Promise<void> {
  await purgeSessions(db, now)
  await purgeMailedTokens(db, now)
}
