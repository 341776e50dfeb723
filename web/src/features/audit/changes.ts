type State = { [key: string]: unknown } | null
export type Change = { key: string; before: string; after: string }

const hiddenFields = new Set(['id', 'version', 'createdAt', 'updatedAt'])

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The changes of an event, field by field; an event that created or deleted an entity has all fields. */
export function changesOf(before: State, after: State): Change[] {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return keys.flatMap((key) => {
    const change = { key, before: textOf(before?.[key]), after: textOf(after?.[key]) }
    return hiddenFields.has(key) || change.before === change.after ? [] : [change]
  })
}
