import { type Expression, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { pgRange } from '../../db/pg-range.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import type { OpeningInterval } from '../schedule/schedule.hours.ts'
import type { KeyedTerms, LoadedTerms, LocationAndTariff, TermsKey } from './quote.terms.ts'

type Row = {
  location: LocationAndTariff['location']
  xmin: string
  openings: OpeningInterval[]
  closures: { start: number; end: number }[]
  tariffs: (LocationAndTariff['tariff'] & { id: string; xmin: string })[]
}

/** A space, with the versions of the rows from which it and its terms were read. */
type SpaceAsRead = Pick<LoadedTerms, 'xmins'> & { space: { id: string }; spaceXmin: string }

/**
 * Locks a space. Gives a row where the space and its terms have not changed since they were read, no closure overlaps `during`,
 * and no booking except the moved one takes a part of `slot`.
 */
export const lockSpaceIfUnchangedStatement = (
  { space, spaceXmin, xmins }: SpaceAsRead,
  { during, slot, movedId }: { during: TimeRange; slot: TimeRange; movedId: string | null },
) => sql`
  SELECT WHERE lock_space_as_read(${space.id}::uuid, ${spaceXmin}::xid, ${xmins.location}::xid, ${xmins.tariff}::xid,
    ${pgRange(during)}, ${pgRange(slot)}, ${movedId}::uuid)`

/** A query that gives this pair of location and tariff, for `findTerms`. */
export const selectTermsKey = ({ locationId, tariffId }: TermsKey): Expression<unknown> =>
  sql`SELECT ${locationId}::uuid, ${tariffId}::uuid`

const ms = (column: string) => sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::bigint`

/**
 * Loads the terms for each of these pairs of location and tariff in one round trip, because a booking holds the lock of the space
 * meanwhile. Includes the closures in `during` of the whole locations and of the space `spaceId`. Pairs of one location share one
 * schedule.
 */
export async function findTerms(
  db: Db,
  keys: Expression<unknown>,
  spaceId: string | null,
  during: TimeRange,
): Promise<KeyedTerms[]> {
  const { rows } = await sql<Row>`
    WITH keys (location_id, tariff_id) AS MATERIALIZED (${keys}),
    tariffs_by_location AS (
      SELECT keys.location_id, json_agg(json_build_object('id', t.id, 'currency', t.currency, 'hourlyRate', t.hourly_rate,
        'dailyCap', t.daily_cap, 'rules', t.rules, 'minMinutes', t.min_minutes, 'maxMinutes', t.max_minutes,
        'stepMinutes', t.step_minutes, 'minLeadMinutes', t.min_lead_minutes, 'maxAdvanceDays', t.max_advance_days,
        'cancellation', t.cancellation, 'isActive', t.is_active, 'xmin', t.xmin::text)) AS tariffs
      FROM keys JOIN tariffs t ON t.id = keys.tariff_id GROUP BY keys.location_id
    )
    SELECT json_build_object('id', l.id, 'timeZone', l.time_zone, 'isActive', l.is_active) AS location, l.xmin::text,
      tariffs_by_location.tariffs,
      (SELECT coalesce(json_agg(json_build_object('weekday', weekday, 'opens', opens, 'closes', closes)
        ORDER BY weekday, opens), '[]') FROM opening_hours h WHERE h.location_id = l.id) AS openings,
      (SELECT coalesce(json_agg(json_build_object('start', ${ms('startsAt')}, 'end', ${ms('endsAt')})), '[]')
        FROM closures c WHERE c.location_id = l.id AND (c.space_id IS NULL OR c.space_id = ${spaceId})
          AND c.starts_at < ${toInstant(during.end)} AND c.ends_at > ${toInstant(during.start)}) AS closures
    FROM tariffs_by_location JOIN locations l ON l.id = tariffs_by_location.location_id
  `.execute(db)
  return rows.flatMap(({ location, xmin, openings, closures, tariffs }) => {
    const schedule = { timeZone: location.timeZone, weekly: openings, closures }
    return tariffs.map((tariff) => ({
      locationId: location.id,
      tariffId: tariff.id,
      location,
      tariff,
      schedule,
      xmins: { location: xmin, tariff: tariff.xmin },
    }))
  })
}
