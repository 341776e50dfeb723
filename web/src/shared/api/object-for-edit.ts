import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { type PendingCall, unwrap } from './client.ts'

/** One object, and its entity tag. */
type Versioned<T> = { value: T; tag: string }

/** The object as a form shows it. `readTag` is the tag at its last read: `saveHere` changes `value` and `tag`, and the form stays. */
type ShownObject<T> = Versioned<T> & { readTag: string }

/** An object that is being edited. */
export type Edit<T> = {
  /** The object as it was shown; null for a new one. */
  before: T | null
  /** To be sent with the change, so that it is refused with 412 where another user has changed the object meanwhile. */
  header: { 'If-Match': string | undefined }
  /** Replaces the shown state and the typed input by the present state. Raises the error where that cannot be read: then both stay, unless the object is gone. */
  reload: () => Promise<unknown>
  /**
   * Sends a change that leaves the form on the screen: its result is now the state that was shown, and nothing typed is lost. Another form
   * of the page that shows the object in the state before the change gets the newer state, too.
   */
  saveHere: (response: PendingCall<T>) => Promise<T>
  /** Whether a change without a response was carried out: its result, or null where the object does not have the values of `change`. */
  wasDone: (change: object) => Promise<T | null>
}

/** `key` differs for every state that was read: with another key the form is rendered anew. */
type KeyedEdit<T> = Edit<T> & { key: string }

const newObject = {
  key: 'new',
  before: null,
  header: { 'If-Match': undefined },
  reload: async () => undefined,
  saveHere: unwrap,
  wasDone: async () => null,
}

/**
 * Reads the object for editing, once: neither the object nor its tag may change while a user is typing. Neither a write nor a reconnect
 * causes a refetch of an object that was read; only `reload` does. `objectType` and `id` name it; null stands for a new one. Each form reads it
 * for itself, so that `reload` in one form does not discard what is typed in another.
 */
export function useObjectForEdit<T extends object>(
  objectType: string,
  id: string | null,
  fetch: (id: string) => PendingCall<T>,
) {
  const queries = useQueryClient()
  const form = useId()
  const read = async (objectId: string): Promise<ShownObject<T>> => {
    const { value, tag } = await withTag(objectType, fetch(objectId))
    return { value, tag, readTag: tag }
  }
  const query = useQuery({
    queryKey: ['edited', objectType, id, form],
    queryFn: () => read(id ?? ''),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    // An object that could not be read before is read when the service can be reached again.
    refetchOnReconnect: ({ state }) => state.data === undefined,
    gcTime: 0,
  })
  const editOf = ({ value, tag, readTag }: ShownObject<T>): KeyedEdit<T> => ({
    key: readTag,
    before: value,
    header: { 'If-Match': tag },
    reload: () => query.refetch({ throwOnError: true }),
    saveHere: async (response) => {
      const saved = await withTag(objectType, response)
      adoptSaved(queries, [objectType, id], tag, saved)
      return saved.value
    },
    wasDone: async (change) => {
      const present = await withTag(objectType, fetch(id ?? ''))
      if (!hasValues(present.value, change)) return null
      adoptSaved(queries, [objectType, id], tag, present)
      return present.value
    },
  })
  const { error, isPending, refetch } = query
  const data: KeyedEdit<T> | undefined = id === null ? newObject : query.data && editOf(query.data)
  return { data, error, isPending, refetch }
}

/**
 * Gives the saved state to every form that shows the object in the version before the save. A form that shows an older version keeps its
 * entity tag, so that its save is refused: it has not seen another user's change.
 */
export function adoptSaved(
  queries: QueryClient,
  [objectType, id]: [objectType: string, id: string | null],
  tagBefore: string,
  saved: Versioned<object>,
): void {
  queries.setQueriesData<ShownObject<object>>({ queryKey: ['edited', objectType, id] }, (shown) =>
    shown && versionOf(shown.tag) === versionOf(tagBefore) ? { ...shown, ...saved } : shown,
  )
}

/** The second half of a tag differs also where only other data in the response have changed, such as a balance. */
const versionOf = (tag: string) => tag.split('-')[0]

async function withTag<T>(objectType: string, response: PendingCall<T>): Promise<Versioned<T>> {
  const value = await unwrap(response)
  const tag = (await response).response.headers.get('etag')
  // Without the tag, this form would overwrite what other users have changed meanwhile.
  if (tag === null)
    throw new Error(
      `the response with the ${objectType} has no ETag: its route in server/src/modules needs \`etag: true\``,
    )
  return { value, tag: toStrongTag(tag) }
}

// A proxy that compresses makes tags weak, and a weak tag never matches; the service compares the first half of the tag,
// and no compression changes that half.
const toStrongTag = (tag: string): string => tag.replace(/^W\//, '')

/** Whether the object has every value of the change. Pure. */
export const hasValues = (value: object, change: object): boolean =>
  Object.entries(change).every(
    ([name, given]) => storedForm((value as Record<string, unknown>)[name]) === storedForm(given),
  )

/** The value as the service stores it: texts in NFC; an access note that is empty is left out of responses. */
const storedForm = (value: unknown = ''): string => JSON.stringify(value).normalize('NFC')
