import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { dayCells } from './report.cells.ts'
import { byKey, dayGroup, dayKey, groupOfSpace, isActiveSpace, keyOfSpace } from './report.groups.ts'
import type { Group, RevenueItem, RevenueQuery, RevenueReport } from './report.schema.ts'
import { scopesOf } from './report.scopes.ts'
import * as view from './report.view.ts'

type Row = { group: Group } & view.RevenueSums

/**
 * Charges and refunds of bookings as the ledger has them, by the local date of each transfer, in the locations that the actor runs.
 * Raises as `scopesOf`.
 */
export async function revenueReport(
  deps: Pick<Deps, 'db'>,
  actor: Actor,
  query: RevenueQuery,
): Promise<RevenueReport> {
  const { from, to, groupBy } = query
  const scopes = await scopesOf(deps.db, actor, query)
  const rows = new Map<string, Row>()
  const locations = scopes.flatMap((scope) => scope.locations)
  for (const scope of scopes) {
    if (groupBy === 'day') await addRowsByDay(deps.db, scope, locations, rows)
    else await addRowsBySpace(deps.db, scope, groupBy, rows)
  }
  const ordered = [...rows].sort(([a], [b]) => byKey(a, b))
  const items = ordered.map(([, { group, ...sums }]) => ({ ...group, ...withRevenue(sums) }))
  return { from, to, items, totals: totalsOf(items) }
}

const withRevenue = (sums: view.RevenueSums) => ({ ...sums, revenue: sums.charges - sums.refunds })

function add(rows: Map<string, Row>, key: string, group: Group, sums: view.RevenueSums): void {
  const { currency } = sums
  const row = rows.get(`${key} ${currency}`) ?? { group, currency, charges: 0, refunds: 0 }
  rows.set(`${key} ${currency}`, row)
  row.charges += sums.charges
  row.refunds += sums.refunds
}

/**
 * Each day has a row in each currency of an active location, and in each currency with transfers in the period. Where all locations of the
 * report are inactive, each day has a row in each of their currencies.
 */
async function addRowsByDay(
  db: Db,
  scope: view.ZoneScope,
  locations: view.ReportLocation[],
  rows: Map<string, Row>,
): Promise<void> {
  // A date with a clock change has two cells.
  const cells = dayCells(scope.timeZone, scope.during)
  const starts = cells.map((cell) => cell.start)
  const sumsByDay = await view.sumTransfersByDay(db, scope, starts)
  const areAllInactive = locations.every((location) => !location.isActive)
  const shownLocations = scope.locations.filter(({ isActive }) => isActive || areAllInactive)
  const currencies = new Set([...shownLocations, ...sumsByDay].map(({ currency }) => currency))
  for (const { date } of cells)
    for (const currency of currencies) addDay(rows, date, { currency, charges: 0, refunds: 0 })
  for (const { day, ...sums } of sumsByDay) {
    const cell = cells[day - 1]
    if (cell) addDay(rows, cell.date, sums)
  }
}

const addDay = (rows: Map<string, Row>, date: number, sums: view.RevenueSums) =>
  add(rows, dayKey(date), dayGroup(date), sums)

async function addRowsBySpace(
  db: Db,
  scope: view.ZoneScope,
  groupBy: 'space' | 'type' | 'location',
  rows: Map<string, Row>,
): Promise<void> {
  const locations = new Map(scope.locations.map((location) => [location.id, location]))
  const sums = Map.groupBy(await view.sumTransfersBySpace(db, scope), (row) => row.spaceId)
  for (const space of await view.findSpaces(db, scope)) {
    const location = locations.get(space.locationId)
    if (!location) continue
    const group = groupOfSpace(groupBy, space, location)
    const rowWithoutTransfers = isActiveSpace(space, location)
      ? [{ currency: location.currency, charges: 0, refunds: 0 }]
      : []
    for (const { currency, charges, refunds } of sums.get(space.id) ?? rowWithoutTransfers)
      add(rows, keyOfSpace(groupBy, space, location), group, { currency, charges, refunds })
  }
}

/** The totals of the rows, by currency. */
function totalsOf(items: RevenueItem[]): RevenueReport['totals'] {
  const byCurrency = Map.groupBy(items, (item) => item.currency)
  return [...byCurrency]
    .sort(([a], [b]) => byKey(a, b))
    .map(([currency, rows]) => {
      const sum = (pick: (item: RevenueItem) => number) => rows.reduce((total, row) => total + pick(row), 0)
      const [charges, refunds] = [sum((row) => row.charges), sum((row) => row.refunds)]
      return withRevenue({ currency, charges, refunds })
    })
}
