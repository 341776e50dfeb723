import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { minuteMs, type TimeRange } from '../../shared/time-range.ts'
import { isoWeekday } from '../../shared/zone.ts'
import { loadSchedules } from '../schedule/schedule.service.ts'
import { changesOf, dayCells, hourCells, type OccupancyChange, tallyCells } from './report.cells.ts'
import {
  byKey,
  dayGroup,
  dayKey,
  groupOfSpace,
  hourGroup,
  hourKey,
  isActiveSpace,
  keyOfSpace,
} from './report.groups.ts'
import { openTimesOf } from './report.open.ts'
import type { Group, OccupancyItem, OccupancyQuery, OccupancyReport } from './report.schema.ts'
import { scopesOf } from './report.scopes.ts'
import * as view from './report.view.ts'

type Figures = { openMs: number; occupiedMs: number; bookings: number; noShows: number }
/** A row of the report, with the sums of what is added so far. */
type Row = { group: Group; figures: Figures }
/** Rows by the key of their group. */
type Rows = Map<string, Row>

/** Open and occupied minutes of the locations that the actor runs. Raises as `scopesOf`. */
export async function occupancyReport(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  query: OccupancyQuery,
): Promise<OccupancyReport> {
  const { from, to, groupBy } = query
  const scopes = await scopesOf(deps.db, actor, query)
  const now = deps.clock.now()
  const rows: Rows = new Map()
  for (const scope of scopes) {
    if (groupBy === 'day' || groupBy === 'hour') await addRowsByTime(deps.db, scope, now, groupBy, rows)
    else await addRowsBySpace(deps.db, scope, now, groupBy, rows)
  }
  const items = [...rows].sort(([a], [b]) => byKey(a, b)).map(([, row]) => itemOf(row))
  return { from, to, items, totals: totalsOf(items) }
}

function add(rows: Rows, key: string, group: () => Group, more: Figures): void {
  const row = rows.get(key) ?? {
    group: group(),
    figures: { openMs: 0, occupiedMs: 0, bookings: 0, noShows: 0 },
  }
  rows.set(key, row)
  const { figures } = row
  figures.openMs += more.openMs
  figures.occupiedMs += more.occupiedMs
  figures.bookings += more.bookings
  figures.noShows += more.noShows
}

async function loadOpenTimes(db: Db, scope: view.ZoneScope) {
  const spaces = await view.findSpaces(db, scope)
  const ids = scope.locations.map((location) => location.id)
  const scheduleOf = await loadSchedules(db, ids, scope.during)
  const spacesByLocation = Map.groupBy(spaces, (space) => space.locationId)
  const open = new Map<string, TimeRange[]>()
  for (const location of scope.locations) {
    const place = { locationId: location.id, timeZone: scope.timeZone }
    const times = openTimesOf(scope, location, spacesByLocation.get(location.id) ?? [], (spaceId) =>
      scheduleOf({ ...place, spaceId }),
    )
    for (const [id, ranges] of times) open.set(id, ranges)
  }
  return { spacesByLocation, open }
}

async function addRowsByTime(
  db: Db,
  scope: view.ZoneScope,
  now: number,
  groupBy: 'day' | 'hour',
  rows: Rows,
): Promise<void> {
  const { open } = await loadOpenTimes(db, scope)
  const byDay = groupBy === 'day'
  const cells = (byDay ? dayCells : hourCells)(scope.timeZone, scope.during)
  const openIn = tallyCells(cells, openChanges(open))
  const takenIn = tallyCells(cells, await view.findOccupancyChanges(db, scope, now))
  for (const [index, { date, hour }] of cells.entries()) {
    const weekday = isoWeekday(date)
    const { ms: occupiedMs = 0, bookings = 0, noShows = 0 } = takenIn[index] ?? {}
    const figures = { openMs: openIn[index]?.ms ?? 0, occupiedMs, bookings, noShows }
    if (byDay) add(rows, dayKey(date), () => dayGroup(date), figures)
    else add(rows, hourKey(weekday, hour), () => hourGroup(weekday, hour), figures)
  }
}

/**
 * The changes of the number of open spaces, in order of time. `open` has the open times by space; most spaces of a location share one
 * array of them.
 */
function openChanges(open: Map<string, TimeRange[]>): OccupancyChange[] {
  const spaceCounts = new Map<TimeRange[], number>()
  for (const ranges of open.values()) spaceCounts.set(ranges, (spaceCounts.get(ranges) ?? 0) + 1)
  return [...spaceCounts].flatMap(([ranges, count]) => changesOf(ranges, count)).sort((a, b) => a.at - b.at)
}

async function addRowsBySpace(
  db: Db,
  scope: view.ZoneScope,
  now: number,
  groupBy: 'space' | 'type' | 'location',
  rows: Rows,
): Promise<void> {
  const { spacesByLocation, open } = await loadOpenTimes(db, scope)
  const figures = new Map((await view.findOccupancyBySpace(db, scope, now)).map((row) => [row.spaceId, row]))
  for (const location of scope.locations)
    for (const space of spacesByLocation.get(location.id) ?? []) {
      const openMs = (open.get(space.id) ?? []).reduce((sum, { start, end }) => sum + end - start, 0)
      const { occupiedMs = 0, bookings = 0, noShows = 0 } = figures.get(space.id) ?? {}
      if (!isActiveSpace(space, location) && openMs + occupiedMs + bookings + noShows === 0) continue
      const key = keyOfSpace(groupBy, space, location)
      add(rows, key, () => groupOfSpace(groupBy, space, location), { openMs, occupiedMs, bookings, noShows })
    }
}

const minutes = (ms: number) => Math.round(ms / minuteMs)

function itemOf({ group, figures: { openMs, occupiedMs, bookings, noShows } }: Row): OccupancyItem {
  const [openMinutes, occupiedMinutes] = [minutes(openMs), minutes(occupiedMs)]
  return {
    ...group,
    openMinutes,
    occupiedMinutes,
    rate: rateOf(openMinutes, occupiedMinutes),
    bookings,
    noShows,
  }
}

const rateOf = (open: number, occupied: number): number | null =>
  open === 0 ? null : Math.round((occupied / open) * 10_000) / 10_000

/** The totals of the rows. */
function totalsOf(items: OccupancyItem[]): OccupancyReport['totals'] {
  const sum = (pick: (item: OccupancyItem) => number) => items.reduce((total, item) => total + pick(item), 0)
  const openMinutes = sum((item) => item.openMinutes)
  const occupiedMinutes = sum((item) => item.occupiedMinutes)
  return {
    openMinutes,
    occupiedMinutes,
    rate: rateOf(openMinutes, occupiedMinutes),
    bookings: sum((item) => item.bookings),
    noShows: sum((item) => item.noShows),
  }
}
