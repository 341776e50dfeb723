import { dateTextOf } from '../../shared/local-time.ts'
import type { Group, GroupBy } from './report.schema.ts'
import type { ReportLocation, SpaceRow } from './report.view.ts'

const emptyGroup: Group = {
  date: null,
  weekday: null,
  hour: null,
  locationId: null,
  locationName: null,
  spaceId: null,
  spaceName: null,
  type: null,
}

export const dayGroup = (date: number): Group => ({ ...emptyGroup, date: dateTextOf(date) })
export const hourGroup = (weekday: number, hour: number): Group => ({ ...emptyGroup, weekday, hour })

/** The group to which a space's figures are added. */
export function groupOfSpace(
  groupBy: 'space' | 'type' | 'location',
  space: SpaceRow,
  location: ReportLocation,
): Group {
  const { type } = space
  if (groupBy === 'type') return { ...emptyGroup, type }
  const locationGroup = { ...emptyGroup, locationId: location.id, locationName: location.name }
  return groupBy === 'location'
    ? locationGroup
    : { ...locationGroup, spaceId: space.id, spaceName: space.name, type }
}

/** Whether a space is active, in an active location, and not deleted: only such a space has a row in a report without values. Pure. */
export const isActiveSpace = (space: SpaceRow, location: ReportLocation): boolean =>
  space.deletedAt === null && space.isActive && location.isActive

/** The fields that have values in a report with this grouping. */
export const groupColumns: Record<GroupBy, (keyof Group)[]> = {
  day: ['date'],
  hour: ['weekday', 'hour'],
  space: ['locationId', 'locationName', 'spaceId', 'spaceName', 'type'],
  type: ['type'],
  location: ['locationId', 'locationName'],
}

const collator = new Intl.Collator('ru', { numeric: true })

// It sorts before every character of a name. A space would not: the collator would read "Room", followed by an id that begins with 019, as
// "Room 019".
const separator = '\n'

/** Identifies the group of a space, and sorts the groups: locations and spaces by name. */
export function keyOfSpace(
  groupBy: 'space' | 'type' | 'location',
  space: Pick<SpaceRow, 'id' | 'name' | 'type'>,
  location: Pick<ReportLocation, 'id' | 'name'>,
): string {
  if (groupBy === 'type') return space.type
  const locationKey = `${location.name}${separator}${location.id}`
  return groupBy === 'location' ? locationKey : [locationKey, space.name, space.id].join(separator)
}

export const dayKey = (date: number): string => String(date).padStart(6, '0')
export const hourKey = (weekday: number, hour: number): string => `${weekday} ${hour}`

export const byKey = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1)
