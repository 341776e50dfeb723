import type { Space } from '../../shared/api/types.ts'
import { addDays, isDay } from '../../shared/format/zoned.ts'

/** The day, the view and the filters of the front desk's schedule. They are search parameters of the address, so that Back returns to them. */
export type ScheduleSearch = {
  /** A day; in the week view the week that contains it. Today where it is absent. */
  date?: string | undefined
  /** `week`, else the day. */
  view?: string | undefined
  /** The type of the spaces. The name in the address stays, because people have saved views. */
  kind?: string | undefined
  /** The space of the week view; without it, the view shows all spaces of the type. */
  space?: string | undefined
}

/** The days from Monday to Sunday of the week that contains this day. */
export function weekOf(date: string): string[] {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  const monday = addDays(date, -((weekday + 6) % 7))
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index))
}

/** The day in the address; `today` where it is absent or not valid. */
export const dayOf = ({ date }: ScheduleSearch, today: string): string => (isDay(date) ? date : today)

/**
 * The space in the address and its type; without a space, the type in the address. A space or a type that the location does not have is
 * ignored.
 */
export function choiceOf<S extends Pick<Space, 'id' | 'type'>>(
  { kind: chosenType, space }: ScheduleSearch,
  spaces: S[],
) {
  const chosen = spaces.find(({ id }) => id === space)
  return { space: chosen, type: chosen?.type ?? spaces.find(({ type }) => type === chosenType)?.type }
}
