type Ready = { hasOpeningHours: boolean; activeSpaces: number }

/** Whether anything can be booked there at all. */
export const isReady = ({ hasOpeningHours, activeSpaces }: Ready): boolean =>
  hasOpeningHours && activeSpaces > 0

/** The locations for a person who looks for a space: a location that is still being set up is not among them. */
export const offeredOf = <L extends Ready>(locations: L[]): L[] => locations.filter(isReady)

/** The first of `ids` that is offered, else the location with most spaces; of several such locations the first. */
export function chooseLocation<L extends Ready & { id: string }>(
  offered: L[],
  ids: (string | null | undefined)[],
): L | undefined {
  for (const id of ids) {
    const found = offered.find((location) => location.id === id)
    if (found) return found
  }
  return offered.toSorted((a, b) => b.activeSpaces - a.activeSpaces)[0]
}
