import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import type { Opening, Schedule } from '../schedule/schedule.hours.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import type { Terms } from './quote.service.ts'

type Row = Terms & { openings: Opening[]; closures: { start: number; end: number }[] }

const ms = (column: string) => sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::bigint`

/**
 * What decides whether and for how much a space is booked for `during`, in one round trip: who books holds the space's lock
 * meanwhile. Undefined where the location or the tariff is gone.
 */
export async function findTermsAndSchedule(
  db: Db,
  space: Pick<SpaceRow, 'id' | 'locationId' | 'tariffId'>,
  during: TimeRange,
): Promise<{ terms: Terms; schedule: Schedule } | undefined> {
  const { rows } = await sql<Row>`
    SELECT
      json_build_object('id', l.id, 'timeZone', l.time_zone, 'isActive', l.is_active) AS location,
      json_build_object('currency', t.currency, 'hourlyRate', t.hourly_rate, 'dailyCap', t.daily_cap, 'rules', t.rules,
        'minMinutes', t.min_minutes, 'maxMinutes', t.max_minutes, 'stepMinutes', t.step_minutes,
        'minLeadMinutes', t.min_lead_minutes, 'maxAdvanceDays', t.max_advance_days, 'cancellation', t.cancellation,
        'isActive', t.is_active) AS tariff,
      (SELECT coalesce(json_agg(json_build_object('weekday', weekday, 'opens', opens, 'closes', closes)
        ORDER BY weekday, opens), '[]') FROM opening_hours h WHERE h.location_id = l.id) AS openings,
      (SELECT coalesce(json_agg(json_build_object('start', ${ms('startsAt')}, 'end', ${ms('endsAt')})), '[]')
        FROM closures c WHERE c.location_id = l.id AND (c.space_id IS NULL OR c.space_id = ${space.id})
          AND c.starts_at < ${toInstant(during.end)} AND c.ends_at > ${toInstant(during.start)}) AS closures
    FROM locations l, tariffs t WHERE l.id = ${space.locationId} AND t.id = ${space.tariffId}
  `.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { openings, closures, ...terms } = row
  return { terms, schedule: { timeZone: terms.location.timeZone, weekly: openings, closures } }
}
