import { type Expression, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import type { Opening } from '../schedule/schedule.hours.ts'
import type { KeyedTerms, Terms, TermsKey } from './quote.terms.ts'

type Row = {
  location: Terms['location']
  openings: Opening[]
  closures: { start: number; end: number }[]
  tariffs: (Terms['tariff'] & { id: string })[]
}

export const oneKey = ({ locationId, tariffId }: TermsKey): Expression<unknown> =>
  sql`SELECT ${locationId}::uuid, ${tariffId}::uuid`

const ms = (column: string) => sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::bigint`

/**
 * What decides whether and for how much something is booked for `during`, for each of these pairs of location and tariff, in
 * one round trip: who books holds the space's lock meanwhile. Closures of the locations as a whole, and of the space `spaceId`.
 * Pairs of one location share one schedule.
 */
export async function findTerms(
  db: Db,
  keys: Expression<unknown>,
  spaceId: string | null,
  during: TimeRange,
): Promise<KeyedTerms[]> {
  const { rows } = await sql<Row>`
    WITH keys (location_id, tariff_id) AS MATERIALIZED (${keys}),
    priced AS (
      SELECT keys.location_id, json_agg(json_build_object('id', t.id, 'currency', t.currency, 'hourlyRate', t.hourly_rate,
        'dailyCap', t.daily_cap, 'rules', t.rules, 'minMinutes', t.min_minutes, 'maxMinutes', t.max_minutes,
        'stepMinutes', t.step_minutes, 'minLeadMinutes', t.min_lead_minutes, 'maxAdvanceDays', t.max_advance_days,
        'cancellation', t.cancellation, 'isActive', t.is_active)) AS tariffs
      FROM keys JOIN tariffs t ON t.id = keys.tariff_id GROUP BY keys.location_id
    )
    SELECT json_build_object('id', l.id, 'timeZone', l.time_zone, 'isActive', l.is_active) AS location, priced.tariffs,
      (SELECT coalesce(json_agg(json_build_object('weekday', weekday, 'opens', opens, 'closes', closes)
        ORDER BY weekday, opens), '[]') FROM opening_hours h WHERE h.location_id = l.id) AS openings,
      (SELECT coalesce(json_agg(json_build_object('start', ${ms('startsAt')}, 'end', ${ms('endsAt')})), '[]')
        FROM closures c WHERE c.location_id = l.id AND (c.space_id IS NULL OR c.space_id = ${spaceId})
          AND c.starts_at < ${toInstant(during.end)} AND c.ends_at > ${toInstant(during.start)}) AS closures
    FROM priced JOIN locations l ON l.id = priced.location_id
  `.execute(db)
  return rows.flatMap(({ location, openings, closures, tariffs }) => {
    const schedule = { timeZone: location.timeZone, weekly: openings, closures }
    return tariffs.map((tariff) => ({
      locationId: location.id,
      tariffId: tariff.id,
      terms: { location, tariff },
      schedule,
    }))
  })
}
