import type { Opening } from './catalogue-query.ts'

/** The hours in the order in which the service returns them. Pure. */
const inOrder = (week: Opening[]): Opening[] =>
  week.toSorted((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens))

/** The hours as the service stores them: in order, with touching hours of a day joined. Pure. */
export function storedWeek(week: Opening[]): Opening[] {
  const joined: Opening[] = []
  for (const opening of inOrder(week)) {
    const last = joined.at(-1)
    if (last?.weekday === opening.weekday && last.closes === opening.opens)
      joined.splice(-1, 1, { ...last, closes: opening.closes })
    else joined.push(opening)
  }
  return joined
}

/** Whether both weeks have the same hours, in any order. Pure. */
export const isSameWeek = (one: Opening[], other: Opening[]): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

/** What the form shows after a save: the saved hours, or what was typed while the save was running. Pure. */
export const weekAfterSave = (typed: Opening[], sent: Opening[], saved: Opening[]): Opening[] =>
  isSameWeek(typed, sent) ? saved : typed
