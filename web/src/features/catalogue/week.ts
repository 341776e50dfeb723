import { fieldErrors } from '../../shared/api/problem.ts'
import type { OpeningInterval } from './catalogue-query.ts'

/** The hours in the order in which the service returns them. Pure. */
const inOrder = (week: OpeningInterval[]): OpeningInterval[] =>
  week.toSorted((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens))

/** The hours as the service stores them: in order, with touching hours of a day joined. Pure. */
export function storedWeek(week: OpeningInterval[]): OpeningInterval[] {
  const joined: OpeningInterval[] = []
  for (const interval of inOrder(week)) {
    const last = joined.at(-1)
    if (last?.weekday === interval.weekday && last.closes === interval.opens)
      joined.splice(-1, 1, { ...last, closes: interval.closes })
    else joined.push(interval)
  }
  return joined
}

/** Whether both weeks have the same hours, in any order. Pure. */
export const isSameWeek = (one: OpeningInterval[], other: OpeningInterval[]): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

/** What the form shows after a save: the saved hours, or what was typed while the save was running. Pure. */
export const weekAfterSave = (
  typed: OpeningInterval[],
  sent: OpeningInterval[],
  saved: OpeningInterval[],
): OpeningInterval[] => (isSameWeek(typed, sent) ? saved : typed)

/** The messages about intervals of the week that was sent, each with the weekday of its interval. Pure. */
export const refusedDays = (
  error: unknown,
  sent: OpeningInterval[],
): { weekday: number; message: string }[] =>
  Object.entries(fieldErrors(error, [])).flatMap(([name, message]) => {
    const interval = sent[Number(/^weekly\.(\d+)\./.exec(name)?.[1])]
    return interval ? [{ weekday: interval.weekday, message }] : []
  })
