import { createCachedValue } from '../../cache/cached-value.ts'
import type { CacheTokens } from '../../cache/tokens.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../shared/clock.ts'
import { dayMs } from '../../shared/time-range.ts'
import { loadTermsOf } from '../quotes/quote.service.ts'
import type { AllTerms, SpaceCounts } from '../quotes/quote.terms.ts'
import { countSpaces, searchTermsKeys } from './availability.view.ts'

// Closures that ended longer ago than this are not loaded. A day would be enough, because an offered time begins with the running step at
// the earliest; the rest is a reserve.
const pastMs = 35 * dayMs
const endOfTime = Date.parse('9999-01-01T00:00:00Z')

export const createAllTerms = (tokens: CacheTokens, db: Db, clock: Clock): AllTerms =>
  createCachedValue(tokens, ['catalogue'], () =>
    loadTermsOf(db, searchTermsKeys(db), { start: clock.now() - pastMs, end: endOfTime }),
  )

export const createSpaceCounts = (tokens: CacheTokens, db: Db): SpaceCounts =>
  createCachedValue(tokens, ['catalogue'], () => countSpaces(db))
