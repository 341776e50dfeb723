import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { errorText } from './error-text.ts'
import { NetworkError } from './fetch.ts'
import { hasObjectChanged } from './problem.ts'
import { refetchStale } from './stale.ts'
import { toast } from './toast.ts'

type Action<I, O> = {
  /** The call. `key` is equal at every try of one action: send it as the `Idempotency-Key`. */
  run: (input: I, key: string) => Promise<O>
  /** The message after success. */
  done?: (result: O, input: I) => string
  onDone?: (result: O, input: I) => void
  /**
   * For a change that names the state it was made from: its result, where a try without a response was carried out after
   * all. Otherwise null: then another user's change came first.
   */
  wasDone?: (input: I) => Promise<O | null>
  /** True where the caller shows the error itself, such as a form at its fields. */
  showsError?: boolean
}

const maxRetries = 4

/**
 * A change that is sent to the service: shows a message and refetches the stale queries (stale.ts). Where that is safe, a
 * lost response is requested again: with an idempotency key the service repeats its response; with `If-Match` it
 * refuses a change that it has already carried out, and `wasDone` distinguishes that from another user's change.
 */
export function useAction<I = void, O = unknown>({ run, wasDone, done, onDone, showsError }: Action<I, O>) {
  const queries = useQueryClient()
  /** The key of the last try that got no response. */
  const unansweredKey = useRef<string | null>(null)
  const { t } = useTranslation()
  const mutation = useMutation<O, Error, { input: I; key: string }>({
    mutationFn: async ({ input, key }) => {
      try {
        return await run(input, key)
      } catch (error) {
        if (error instanceof NetworkError) unansweredKey.current = key
        const mayBeDone = wasDone && hasObjectChanged(error) && unansweredKey.current === key
        const result = mayBeDone ? await wasDone(input) : null
        if (result === null) throw error
        return result
      }
    },
    retry: (count, error) =>
      error instanceof NetworkError && (run.length > 1 || wasDone !== undefined) && count < maxRetries,
    onSuccess: async (result, { input }) => {
      if (done) toast.done(done(result, input))
      onDone?.(result, input)
      await refetchStale(queries)
    },
    onError: (error) => {
      // Some calls of the action may have been carried out, or the screen shows an old state.
      void refetchStale(queries)
      if (!showsError) toast.failed(errorText(error, t))
    },
  })
  const { error, variables: last } = mutation
  const isRepeat = (input: I): boolean =>
    error instanceof NetworkError && JSON.stringify(last?.input) === JSON.stringify(input)
  return {
    // A try without a response may have been carried out. When the user repeats it, it keeps its key, so that it is not done twice.
    start: (input: I) => mutation.mutate({ input, key: last && isRepeat(input) ? last.key : newKey() }),
    /** Whether `start` would repeat the last try, which got no response, with its key. */
    isRepeat,
    isRunning: mutation.isPending,
    /** The number of failed tries of the last action; while it is running, each was a lost response. */
    retries: mutation.failureCount,
    error: mutation.error,
    reset: mutation.reset,
  }
}

// `randomUUID` needs https, which a local network may lack.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
