// Wall clocks of a location's zone, by Intl alone: a date is `2026-12-31`, a time `09:00` or `24:00`.

const minuteMs = 60_000
const dayMs = 86_400_000

/** The browser's time zones do not include this one, because the browser is older than the zone or than its name. */
export class UnknownZoneError extends Error {
  readonly zone: string

  constructor(zone: string) {
    super(`this browser does not know the time zone ${zone}`)
    this.zone = zone
  }
}

/** A formatter of the zone. Raises `UnknownZoneError`. */
export function formatterIn(
  zone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
  } catch (error) {
    if (error instanceof RangeError) throw new UnknownZoneError(zone)
    throw error
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const cachedFormat = clocks.get(zone)
  if (cachedFormat) return cachedFormat
  const newFormat = formatterIn(zone, 'en-CA', {
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  clocks.set(zone, newFormat)
  return newFormat
}

export type WallClock = { date: string; time: string }

/** The reading of a wall clock at an instant. */
export function wallClock(instant: string | number, zone: string): WallClock {
  const parts = clockOf(zone).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  }
}

const asUtc = ({ date, time }: WallClock): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return Date.parse(`${date}T00:00:00Z`) + (hours * 60 + minutes) * minuteMs
}

const measuredOffset = (instant: number, zone: string): number =>
  asUtc(wallClock(instant, zone)) - Math.floor(instant / minuteMs) * minuteMs

/** By zone and day in UTC: the offset of a day on which, and some days before and after which, the clock is not changed; otherwise null. */
const steadyOffsets = new Map<string, number | null>()

function steadyOffset(instant: number, zone: string): number | null {
  const day = Math.floor(instant / dayMs)
  const key = `${zone} ${day}`
  const known = steadyOffsets.get(key)
  if (known !== undefined) return known
  const before = measuredOffset((day - 2) * dayMs, zone)
  const offset = before === measuredOffset((day + 3) * dayMs, zone) ? before : null
  steadyOffsets.set(key, offset)
  return offset
}

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
export const offsetAt = (instant: number, zone: string): number =>
  steadyOffset(instant, zone) ?? measuredOffset(instant, zone)

/**
 * The instant at which the wall clock reads this time, in milliseconds: the earlier of a repeated hour; for a skipped time, the
 * instant that is later by the skipped amount.
 */
export function instantOf(wall: WallClock, zone: string): number {
  const local = asUtc(wall)
  const [before, after] = candidatesFor(local, zone)
  const readsWall = (instant: number) => asUtc(wallClock(instant, zone)) === local
  if (readsWall(before) && readsWall(after)) return Math.min(before, after)
  if (readsWall(after)) return after
  return before
}

/** The day and time that the clock reads at `instantOf(wall)`: for a skipped time it is later by the skipped amount. A field shows it. */
export const asRead = (wall: WallClock, zone: string): WallClock => wallClock(instantOf(wall, zone), zone)

/**
 * The instants at which the wall clock may read the time `local`, which is written as if it were UTC: a clock change lies within a day of it
 * at most, so the offsets a day before and a day after are the two possible ones.
 */
const candidatesFor = (local: number, zone: string): [number, number] => [
  local - offsetAt(local - dayMs, zone),
  local - offsetAt(local + dayMs, zone),
]

/** Whether the wall clock reads the time of this instant twice, because clocks were set back in between. */
export function isRepeated(instant: string | number, zone: string): boolean {
  const at = new Date(instant).getTime()
  if (steadyOffset(at, zone) !== null) return false
  const local = asUtc(wallClock(at, zone))
  const [before, after] = candidatesFor(local, zone)
  return before !== after && [before, after].every((each) => asUtc(wallClock(each, zone)) === local)
}

/** Whether a text from outside is a calendar day, of the years that the service accepts. */
export const isDay = (text: string | undefined): text is string =>
  text !== undefined &&
  /^2[01]\d\d-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  // Browsers read 31 February as a day of March.
  addDays(text, 0) === text

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/**
 * The zone of the viewer's own clock. Where the browser cannot tell a zone that it knows (Chrome then says `Etc/Unknown`, and its clock reads
 * UTC), this is UTC.
 */
export function viewerZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  try {
    clockOf(zone)
    return zone
  } catch {
    return 'UTC'
  }
}

/** How many minutes the location's clock is ahead of the viewer's own clock at that time; negative where it is behind. */
export const minutesAheadOfViewer = (zone: string, at: number = Date.now()): number =>
  (offsetAt(at, zone) - offsetAt(at, viewerZone())) / minuteMs

/**
 * A time range of this many minutes from a wall-clock time on, in the form that the service accepts. `from` is the instant that was chosen
 * last, such as the start of a booking: where the clock still reads the time of that instant, the range starts at it, also in the second
 * of two hours that a clock change repeats.
 */
export function intervalOf(
  { date, time, minutes, from }: WallClock & { minutes: number; from?: number },
  zone: string,
): { startsAt: string; endsAt: string } {
  const chosen = from === undefined ? null : wallClock(from, zone)
  const isUnchanged = chosen?.date === date && chosen.time === time
  const start =
    from !== undefined && isUnchanged
      ? Math.floor(from / minuteMs) * minuteMs
      : instantOf({ date, time }, zone)
  return {
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + minutes * 60_000).toISOString(),
  }
}
