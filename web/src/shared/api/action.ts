import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { errorText } from './error-text.ts'
import { NetworkError } from './fetch.ts'
import { isOutdated, isStale } from './problem.ts'
import { readStale } from './stale.ts'
import { toast } from './toast.ts'

type Action<I, O> = {
  /** The call. `key` is the same at every try of one action: send it as the `Idempotency-Key`. */
  run: (input: I, key: string) => Promise<O>
  /** What to tell once it is done. */
  done?: (result: O, input: I) => string
  onDone?: (result: O, input: I) => void
  /**
   * For a change that names the state it was made from: its result, where a try without an answer was carried out after
   * all. Without it, null: then somebody else was faster.
   */
  wasDone?: (input: I) => Promise<O | null>
  /** True where the caller shows the error itself, such as a form at its fields. */
  showsError?: boolean
}

const tries = 4

/**
 * A change asked of the service: says what happened, and reads again what it made stale (stale.ts). Where that is safe, an
 * answer that got lost is asked for again: with a key that is sent along the service answers the same; with `If-Match` it
 * refuses what it has done already, and `wasDone` tells that from what somebody else did.
 */
export function useAction<I = void, O = unknown>({ run, wasDone, done, onDone, showsError }: Action<I, O>) {
  const queries = useQueryClient()
  /** The key of the last try that got no answer. */
  const unanswered = useRef<string | null>(null)
  const { t } = useTranslation()
  const mutation = useMutation<O, Error, { input: I; key: string }>({
    mutationFn: async ({ input, key }) => {
      try {
        return await run(input, key)
      } catch (error) {
        if (error instanceof NetworkError) unanswered.current = key
        const mayBeDone = wasDone && isStale(error) && unanswered.current === key
        const result = mayBeDone ? await wasDone(input) : null
        if (result === null) throw error
        return result
      }
    },
    retry: (count, error) =>
      error instanceof NetworkError && (run.length > 1 || wasDone !== undefined) && count < tries,
    onSuccess: async (result, { input }) => {
      if (done) toast.done(done(result, input))
      onDone?.(result, input)
      await readStale(queries)
    },
    onError: (error) => {
      // The change may have been carried out, or the screen shows an old state.
      if (error instanceof NetworkError || isOutdated(error)) void readStale(queries)
      if (!showsError) toast.failed(errorText(error, t))
    },
  })
  const start = (input: I) => {
    const { error, variables: last } = mutation
    // What got no answer may have been done: asked for once more by hand it is still the same action.
    const isSame =
      error instanceof NetworkError && last && JSON.stringify(last.input) === JSON.stringify(input)
    mutation.mutate({ input, key: isSame ? last.key : newKey() })
  }
  return {
    start,
    isRunning: mutation.isPending,
    /** How often the answer got lost so far. */
    retries: mutation.failureCount,
    error: mutation.error,
    reset: mutation.reset,
  }
}

// `randomUUID` asks for https, which a house network may lack.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
