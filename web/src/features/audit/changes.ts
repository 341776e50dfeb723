export type State = { [key: string]: unknown } | null
export type Change = { key: string; before: unknown; after: unknown }

const hiddenFields = new Set(['id', 'version', 'createdAt', 'updatedAt'])

/** The changes of an event, field by field; an event that created or deleted an entity has all fields that are not empty. Pure. */
export function changesOf(before: State, after: State): Change[] {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return keys.flatMap((key) => {
    const change = { key, before: before?.[key] ?? null, after: after?.[key] ?? null }
    const isSame = JSON.stringify(change.before) === JSON.stringify(change.after)
    return hiddenFields.has(key) || isSame ? [] : [change]
  })
}

type Place = { id: string; timeZone: string }

/** The zone in which the times of a state are shown: that of its location, so that they agree with the title of the event. Pure. */
export const zoneOf = (state: State, locations: Place[]): string | undefined =>
  locations.find(({ id }) => id === state?.locationId)?.timeZone
