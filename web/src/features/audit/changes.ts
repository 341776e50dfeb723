export type State = { [key: string]: unknown } | null
export type Change = { key: string; before: unknown; after: unknown }

const hiddenFields = new Set(['id', 'version', 'createdAt', 'updatedAt'])

/**
 * The changes of an event, field by field; an event that created or deleted an entity has all fields that are not empty. Of the changed
 * fields whose values the trail does not store (`rewritten`), those without a text in `texts` of i18n/en/audit.ts are left out, such as the
 * quote of a moved booking: the service computes them from fields that are shown. Pure.
 */
export function changesOf(before: State, after: State, hasText: (name: string) => boolean): Change[] {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return keys.flatMap((key) => {
    const change = { key, before: before?.[key] ?? null, after: after?.[key] ?? null }
    const isSame = JSON.stringify(change.before) === JSON.stringify(change.after)
    if (hiddenFields.has(key) || isSame) return []
    if (key !== 'rewritten' || !Array.isArray(change.after)) return [change]
    const names = change.after.filter((name) => hasText(String(name)))
    return names.length > 0 ? [{ ...change, after: names }] : []
  })
}

type Zoned = { id: string; timeZone: string }

/**
 * The zone in which the times of a state are shown: that of its location, so that they agree with the times in the link to the subject
 * (`SubjectLink`). Pure.
 */
export const zoneOf = (state: State, locations: Zoned[]): string | undefined =>
  locations.find(({ id }) => id === state?.locationId)?.timeZone
