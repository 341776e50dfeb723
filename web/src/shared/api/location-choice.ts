import { storageKey } from '../base-path.ts'

/** Under this key the browser stores the location that was chosen last, in the search or on a page of the staff. */
export const locationChoiceKey = storageKey('location')

type Bookability = { hasOpeningHours: boolean; activeSpaces: number }

/** Whether the location has what a booking needs: opening hours and an active space. */
export const isBookable = ({ hasOpeningHours, activeSpaces }: Bookability): boolean =>
  hasOpeningHours && activeSpaces > 0

/** The locations that a search for a space offers, without those that staff are still setting up. */
export const bookableLocations = <L extends Bookability>(locations: L[]): L[] => locations.filter(isBookable)

/** The first of `ids` that is offered, else the location with most spaces; of several such locations the first. */
export function chooseLocation<L extends Bookability & { id: string }>(
  offered: L[],
  ids: (string | null | undefined)[],
): L | undefined {
  for (const id of ids) {
    const found = offered.find((location) => location.id === id)
    if (found) return found
  }
  return offered.toSorted((a, b) => b.activeSpaces - a.activeSpaces)[0]
}
