import { useQuery } from '@tanstack/react-query'
import { type Answered, ask } from './client.ts'

/** One thing as it was read, and the entity tag of that. */
export type Seen<T> = { value: T; tag: string }

/** Something that is being edited. */
export type Edit<T> = {
  /** As it was when it was shown; null for a new one. */
  before: T | null
  /** To be sent with the change, so that it is refused with 412 where somebody else has changed it meanwhile. */
  headers: { 'if-match'?: string }
  /** Takes what is there now in place of what was shown, and of what was typed. */
  reload: () => void
  /** Whether a change that got no answer is there: its result, or null where the thing is not as `change` wants it. */
  wasDone: (change: object) => Promise<T | null>
}

/** `key` is another for every state that was read. */
type Keyed<T> = Edit<T> & { key: string }

const anew = { key: 'new', before: null, headers: {}, reload: () => undefined, wasDone: async () => null }

/**
 * Reads what is to be edited, once: neither the thing nor its tag may change while a person is typing. `noun` and `id` name
 * it, null stands for a new one.
 */
export function useEdited<T extends object>(
  noun: string,
  id: string | null,
  fetch: (id: string) => Answered<T>,
) {
  const read = async (of: string): Promise<Seen<T>> => {
    const answer = fetch(of)
    const value = await ask(answer)
    return { value, tag: strong((await answer).response.headers.get('etag') ?? '*') }
  }
  const query = useQuery({
    // No change of any list makes it be read again.
    queryKey: ['edited', noun, id],
    queryFn: () => read(id ?? ''),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const editOf = ({ value, tag }: Seen<T>): Keyed<T> => ({
    key: tag,
    before: value,
    headers: { 'if-match': tag },
    reload: () => void query.refetch(),
    wasDone: async (change) => {
      const { value: now } = await read(id ?? '')
      return isAs(now, change) ? now : null
    },
  })
  const { error, isPending, refetch } = query
  const data: Keyed<T> | undefined = id === null ? anew : query.data && editOf(query.data)
  return { data, error, isPending, refetch }
}

// A proxy that compresses makes tags weak, and a weak one never matches; the first half of it is what the service
// compares, and no compression changes that.
const strong = (tag: string): string => tag.replace(/^W\//, '')

/** Whether everything that was asked for is there. */
const isAs = (value: object, change: object): boolean =>
  Object.entries(change).every(
    ([name, wish]) => JSON.stringify((value as Record<string, unknown>)[name]) === JSON.stringify(wish),
  )
