import type { Db } from '../../db/db.ts'
import { purgeSessions } from '../sessions/session.service.ts'
import { purgeMailedTokens } from './auth.repository.ts'

/** Forgets sessions and mailed links that nobody can use any more. */
export async function purgeSignIns(db: Db, now: number): Promise<void> {
  await purgeSessions(db, now)
  await purgeMailedTokens(db, now)
}
