import { createKeep } from '../../cache/keep.ts'
import type { Tokens } from '../../cache/tokens.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../shared/clock.ts'
import { dayMs } from '../../shared/time-range.ts'
import { type KnownTerms, loadTermsOf } from '../quotes/quote.service.ts'
import { searchTermsKeys } from './availability.view.ts'

// Nothing that is offered began longer ago than the longest booking lasts.
const pastMs = 35 * dayMs
const endOfTime = Date.parse('9999-01-01T00:00:00Z')

/**
 * On what terms spaces are booked, for all of them, with every closure that may still matter; at most ten seconds old, and
 * never older than a change that was answered. What is booked in earnest asks the database in its own transaction.
 */
export type AllTerms = () => Promise<KnownTerms[]>

export const createAllTerms = (tokens: Tokens, db: Db, clock: Clock): AllTerms =>
  createKeep(tokens, ['catalogue'], () =>
    loadTermsOf(db, searchTermsKeys(db), { start: clock.now() - pastMs, end: endOfTime }),
  )
