import { createCachedValue } from '../../cache/cached-value.ts'
import type { CacheTokens } from '../../cache/tokens.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../shared/clock.ts'
import { findNextDue } from './calendar.view.ts'

/** The first due instant of any booking after `now`, infinite where there is none; cached until then, or until a booking is written. */
export type NextDue = (now: number) => Promise<number>

export function createNextDue(tokens: CacheTokens, db: Db, clock: Clock): NextDue {
  const remembered = createCachedValue(tokens, ['bookings'], async () => {
    const from = clock.now()
    return { from, dueAt: await findNextDue(db, from) }
  })
  return async (now) => {
    const { from, dueAt } = await remembered()
    // A clock may be set back; the value says nothing of the time before `from`.
    return from <= now && now < dueAt ? dueAt : findNextDue(db, now)
  }
}
