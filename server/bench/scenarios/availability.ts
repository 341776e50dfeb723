import { median } from '../../../testing/figures.ts'
import { noInvalidation } from '../../src/cache/cache-tag.ts'
import { createLocalCacheTokens } from '../../src/cache/tokens.local.ts'
import { createDb, createPool } from '../../src/db/db.ts'
import type { Deps } from '../../src/deps.ts'
import { listOffers } from '../../src/modules/availability/availability.offers.ts'
import {
  createSpaceCountsLoader,
  createTermsLoader,
} from '../../src/modules/availability/availability.terms.ts'
import { dayMs, hourMs, toInstant } from '../../src/shared/time-range.ts'
import { recordStatements } from '../ceilings/capture.ts'
import type { Fixture } from '../fixture.ts'
import type { RequestSource } from '../load.ts'

// Every half hour of the next two months, for one to four hours: more different requests than are sent within the lifetime of a cached
// response (ten seconds).
const days = 60
const starts = days * 48

const windowAt = (n: number) => {
  const start = Math.ceil(Date.now() / dayMs) * dayMs + ((n * 1_237) % starts) * (hourMs / 2)
  return { from: toInstant(start), to: toInstant(start + (1 + (Math.floor(n / starts) % 4)) * hourMs) }
}

/** Requests all free spaces with their prices; each request has another time. */
export function availabilityRequests(): RequestSource {
  let count = 0
  return {
    next: () => ({ path: `/api/v1/availability?${new URLSearchParams(windowAt(count++))}`, headers: {} }),
  }
}

/** The milliseconds that PostgreSQL itself reports for planning and running the statements of one such request. */
export async function sqlMilliseconds(fixture: Fixture, samples: number): Promise<number> {
  const pool = createPool(fixture.databaseUrl, 4)
  const sent = recordStatements(pool)
  const [db, clock] = [createDb(pool, noInvalidation), { now: Date.now }]
  // The terms and the numbers of spaces are remembered between requests, as in the service.
  const tokens = createLocalCacheTokens()
  const termsCaches = {
    loadAllTerms: createTermsLoader(tokens, db, clock),
    loadSpaceCounts: createSpaceCountsLoader(tokens, db),
  }
  const deps = { db, clock, ...termsCaches } as Deps
  const totals: number[] = []
  for (let n = 0; n < samples; n++) {
    sent.length = 0
    await listOffers(deps, null, { ...windowAt(n), limit: 20, withTotal: false })
    let total = 0
    for (const { text, values } of [...sent]) {
      const { rows } = await pool.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values)
      const [plan] = rows[0]['QUERY PLAN']
      total += plan['Planning Time'] + plan['Execution Time']
    }
    totals.push(total)
  }
  await pool.end()
  return median(totals)
}
