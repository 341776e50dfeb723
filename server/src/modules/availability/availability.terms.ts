import { createCachedValue } from '../../cache/cached-value.ts'
import type { CacheTokens } from '../../cache/tokens.ts'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../shared/clock.ts'
import { dayMs } from '../../shared/time-range.ts'
import { loadTermsOf } from '../quotes/quote.service.ts'
import type { LoadAllTerms, LoadSpaceCounts } from '../quotes/quote.terms.ts'
import { countSpaces, searchTermsKeys } from './availability.view.ts'

// Closures that ended longer ago than this are not loaded. An offered time begins with the running step at the earliest, which lasts a day
// at most, and some hours more where the clock changes.
const pastMs = 2 * dayMs
const endOfTime = Date.parse('9999-01-01T00:00:00Z')

export const createTermsLoader = (tokens: CacheTokens, db: Db, clock: Clock): LoadAllTerms =>
  createCachedValue(tokens, ['catalogue'], () =>
    loadTermsOf(db, searchTermsKeys(db), { start: clock.now() - pastMs, end: endOfTime }),
  )

export const createSpaceCountsLoader = (tokens: CacheTokens, db: Db): LoadSpaceCounts =>
  createCachedValue(tokens, ['catalogue'], () => countSpaces(db))
