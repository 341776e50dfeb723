import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Translate } from '../i18n/translate.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { errorText } from './error-text.ts'
import { NetworkError, TimeLimitError } from './fetch.ts'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'
import { hasObjectChanged } from './problem.ts'
import { sessionState } from './session.ts'
import { refetchStale } from './stale.ts'
import { toast } from './toast.ts'
import type { User } from './types.ts'
import { callToSend, removeStoredCall, settleAfterFailure } from './unsettled-calls.ts'

export type Action<I, O> = {
  /**
   * The call. `input` holds everything that is sent and can change on the screen: a start with the input of a call that is running is
   * ignored, and one with the input of a call whose outcome is unknown repeats that call. `key` is equal at every try of one call: send
   * it as the `Idempotency-Key`.
   */
  run: (input: I, key: string) => Promise<O>
  /** The message after success. */
  done?: (result: O, input: I) => string
  /** After success, only while the caller is on the screen: closes its dialog, or goes on to another page. */
  onDone?: (result: O, input: I) => void
  /** After success, also where the caller is no longer on the screen: what the rest of the app must know, such as a new session. */
  onResult?: (result: O, input: I) => void
  /**
   * For a change with `If-Match`: its result, where a try whose outcome was unknown was carried out after all. Otherwise null: then
   * another user's change came first.
   */
  wasDone?: (input: I) => Promise<O | null>
  /** True where the caller shows the error itself, such as a form at its fields. */
  showsError?: boolean
  /**
   * Names what is done, for an action that would make a second thing if it were carried out twice. While the outcome of a call with this
   * name is unknown, `start` sends that call again, with its input and its key, also from a dialog that was opened again or after a reload
   * of the page. So the name contains all that the user has typed and chosen.
   */
  operation?: (input: I) => string
  /** For how long a call of unknown outcome is sent again in place of a new one; a quarter of an hour if absent. */
  repeatWithinMs?: number
}

/** A start of an action, with the action as it was rendered then. `operation` is the name under which the call is stored until it is settled. */
export type Call<I, O> = { action: Action<I, O>; input: I; key: string; operation?: string }

type CallContext<I, O> = {
  queries: QueryClient
  t: Translate<['common']>
  /** The key of the last call of which it is unknown whether it was carried out. */
  keyOfUnknownOutcome: { current: string | null }
  /** Whether the caller does not show the error of this call any more, because its input was changed or its form was closed. */
  isErrorHidden: (call: Call<I, O>) => boolean
  /** Whether the caller is still on the screen. */
  isShown: () => boolean
  canRepeat: boolean
  /** The inputs of the calls that are running, as text. */
  running: Set<string>
}

const maxRetries = 4
/** Each try without a response within the time limit is a long wait. */
const maxRetriesAfterTimeLimit = 1
/** Nothing on the screen says that a call is repeated, and later the user may want to make the same thing once more. */
const defaultRepeatWithinMs = 15 * 60_000

/**
 * How React Query carries out a call. It gives the options of the latest render to a call that is running; so they take the action from the
 * call, and a repeated try sends what the user saw when it was started.
 */
export const callOptions = <I, O>({
  queries,
  t,
  keyOfUnknownOutcome,
  isErrorHidden,
  isShown,
  canRepeat,
  running,
}: CallContext<I, O>) => ({
  mutationFn: async ({ action: { run, wasDone }, input, key, operation }: Call<I, O>): Promise<O> => {
    try {
      const result = await run(input, key)
      if (operation) removeStoredCall(operation)
      return result
    } catch (error) {
      if (operation) settleAfterFailure(operation, error)
      if (isOutcomeUnknown(error)) keyOfUnknownOutcome.current = key
      const mayBeDone = wasDone && hasObjectChanged(error) && keyOfUnknownOutcome.current === key
      const result = mayBeDone ? await wasDone(input) : null
      if (result === null) throw error
      return result
    }
  },
  retry: (count: number, error: Error) =>
    error instanceof NetworkError &&
    canRepeat &&
    count < (error instanceof TimeLimitError ? maxRetriesAfterTimeLimit : maxRetries),
  onSuccess: async (result: O, { action: { done, onDone, onResult }, input }: Call<I, O>) => {
    if (done) toast.done(done(result, input))
    // A dialog that was closed meanwhile must not close the dialog that is open now. `onResult` may remove the caller from the screen.
    const onDoneHere = isShown() ? onDone : undefined
    onResult?.(result, input)
    onDoneHere?.(result, input)
    await refetchStale(queries)
  },
  onError: (error: Error, call: Call<I, O>) => {
    // Some calls of the action may have been carried out, or the screen shows an old state.
    void refetchStale(queries)
    if (!call.action.showsError || isErrorHidden(call)) toast.failed(errorText(error, t))
  },
  onSettled: (_result: unknown, _error: unknown, { input }: Call<I, O>) =>
    void running.delete(JSON.stringify(input)),
})

/**
 * A change that is sent to the service: shows a message and refetches the stale queries (stale.ts). A request whose response was lost
 * is repeated where that is safe: with an idempotency key the service repeats its response; with `If-Match` it
 * refuses a change that it has already carried out, and `wasDone` distinguishes that from another user's change.
 */
export function useAction<I = void, O = unknown>(action: Action<I, O>) {
  const queries = useQueryClient()
  const keyOfUnknownOutcome = useRef<string | null>(null)
  const [callWithHiddenError, setCallWithHiddenError] = useState<Call<I, O>>()
  const [running] = useState(() => new Set<string>())
  const { t } = useTranslation()
  const isShown = useIsShown()
  const isErrorHidden = (call: Call<I, O>) => !isShown.current || call === callWithHiddenError
  // A `run` with a second parameter sends the idempotency key.
  const canRepeat = action.run.length > 1 || action.operation !== undefined || action.wasDone !== undefined
  const mutation = useMutation<O, Error, Call<I, O>>(
    callOptions({
      queries,
      t,
      keyOfUnknownOutcome,
      isErrorHidden,
      isShown: () => isShown.current,
      canRepeat,
      running,
    }),
  )
  const { error, variables: last } = mutation
  const isRepeat = (input: I): boolean =>
    isOutcomeUnknown(error) && JSON.stringify(last?.input) === JSON.stringify(input)
  return {
    /** Does nothing while a call with the same input is running, as after a double click. */
    start: (input: I) => {
      // A call whose outcome is unknown may have been carried out. When the user repeats it, it keeps its key, so that it is not done twice.
      const call = callOf(action, input, () => (last && isRepeat(input) ? last.key : newKey()))
      startCall(call, running, mutation.mutate)
    },
    isRunning: mutation.isPending,
    /** The number of failed tries of the last action; while it is running, each was a lost response. */
    retries: mutation.failureCount,
    error: last && isErrorHidden(last) ? null : error,
    /**
     * Hides the error, because the input is being changed. A call that is running goes on, and stays `isRunning`: an error of it is then
     * shown as a message.
     */
    hideError: () => setCallWithHiddenError(last),
    /** Forgets the last call: the same input is a new call. Not while it is running. */
    forgetCall: mutation.reset,
  }
}

/** The name under which a call of the signed-in user is stored until it is settled. */
export const operationOfUser = (user: Pick<User, 'id'> | null, operation: string): string =>
  `${user?.id} ${operation}`

/** The call to start for an input: where the action names its operation, the unsettled call of that operation if there is one. */
export function callOf<I, O>(action: Action<I, O>, input: I, makeKey: () => string): Call<I, O> {
  if (!action.operation) return { action, input, key: makeKey() }
  const session = sessionState()
  const user = session.status === 'signedIn' ? session.user : null
  const operation = operationOfUser(user, action.operation(input))
  const { input: sent, key } = callToSend(
    operation,
    input,
    makeKey,
    action.repeatWithinMs ?? defaultRepeatWithinMs,
  )
  return { action, input: sent, key, operation }
}

/** Whether the component is still on the screen, as a ref for what happens later. */
export function useIsShown() {
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return isShown
}

/** Starts a call, unless one with the same input is running. */
export function startCall<I, O>(
  call: Call<I, O>,
  running: Set<string>,
  mutate: (call: Call<I, O>) => unknown,
): void {
  const text = JSON.stringify(call.input)
  if (running.has(text)) return
  running.add(text)
  mutate(call)
}

// `randomUUID` needs https, which a local network may lack.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
