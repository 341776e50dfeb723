type Ready = { hasOpeningHours: boolean; activeSpaces: number }

/** Whether anything can be booked there at all. */
export const isReady = ({ hasOpeningHours, activeSpaces }: Ready): boolean =>
  hasOpeningHours && activeSpaces > 0

/** What is shown to who looks for a place: a location that is still being set up is not. */
export const offeredOf = <L extends Ready>(locations: L[]): L[] => locations.filter(isReady)

/** The first of `ids` that is offered, else the location with most spaces, of several the first. */
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
