import { useQuery } from '@tanstack/react-query'
import { type ApiResponse, unwrap } from './client.ts'

/** One object as it was read, and its entity tag. */
export type Versioned<T> = { value: T; tag: string }

/** An object that is being edited. */
export type Edit<T> = {
  /** The object as it was shown; null for a new one. */
  before: T | null
  /** To be sent with the change, so that it is refused with 412 where another user has changed the object meanwhile. */
  headers: { 'if-match'?: string }
  /** Replaces the shown state and the typed input by the present state. */
  reload: () => void
  /** Whether a change without a response was carried out: its result, or null where the object does not have the values of `change`. */
  wasDone: (change: object) => Promise<T | null>
}

/** `key` differs for every state that was read. */
type Keyed<T> = Edit<T> & { key: string }

const newObject = {
  key: 'new',
  before: null,
  headers: {},
  reload: () => undefined,
  wasDone: async () => null,
}

/**
 * Reads the object for editing, once: neither the object nor its tag may change while a user is typing. Neither a write nor a reconnect
 * causes a refetch of an object that was read; only `reload` does. `noun` and `id` name it; null stands for a new one.
 */
export function useObjectForEdit<T extends object>(
  noun: string,
  id: string | null,
  fetch: (id: string) => ApiResponse<T>,
) {
  const read = async (of: string): Promise<Versioned<T>> => {
    const pending = fetch(of)
    const value = await unwrap(pending)
    const tag = (await pending).response.headers.get('etag')
    // Without the tag, this form would overwrite what other users have changed meanwhile.
    if (tag === null)
      throw new Error(
        `the response with the ${noun} has no ETag: its route in server/src/modules needs \`etag: true\``,
      )
    return { value, tag: toStrongTag(tag) }
  }
  const query = useQuery({
    queryKey: ['edited', noun, id],
    queryFn: () => read(id ?? ''),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    // An object that could not be read before is read when the service can be reached again.
    refetchOnReconnect: ({ state }) => state.data === undefined,
    gcTime: 0,
  })
  const editOf = ({ value, tag }: Versioned<T>): Keyed<T> => ({
    key: tag,
    before: value,
    headers: { 'if-match': tag },
    reload: () => void query.refetch(),
    wasDone: async (change) => {
      const { value: now } = await read(id ?? '')
      return hasValues(now, change) ? now : null
    },
  })
  const { error, isPending, refetch } = query
  const data: Keyed<T> | undefined = id === null ? newObject : query.data && editOf(query.data)
  return { data, error, isPending, refetch }
}

// A proxy that compresses makes tags weak, and a weak tag never matches; the service compares the first half of the tag,
// and no compression changes that half.
const toStrongTag = (tag: string): string => tag.replace(/^W\//, '')

/** Whether the object has every requested value. */
const hasValues = (value: object, change: object): boolean =>
  Object.entries(change).every(
    ([name, given]) => JSON.stringify((value as Record<string, unknown>)[name]) === JSON.stringify(given),
  )
