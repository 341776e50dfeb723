import type { Db } from '../../db/db.ts'
import * as repository from './auth.repository.ts'

/** Deletes mailed tokens that are no longer valid. */
export const purgeMailedTokens = (db: Db, now: number) => repository.purgeMailedTokens(db, now)
