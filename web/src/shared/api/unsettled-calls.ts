import { storageKey } from '../base-path.ts'
import { sessionStore } from '../storage.ts'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'
import { problemOf } from './problem.ts'

/**
 * A call that moves money or makes something, from when it is sent until it is known whether it was carried out. So a call that is running
 * is unsettled, too.
 */
export type UnsettledCall<I> = {
  input: I
  /** The idempotency key: the service carries out all calls with it once. */
  key: string
  sentAt: number
  /** True once a try of it may have been carried out. */
  mayBeDone: boolean
}

/** The service repeats its response to an idempotency key for a day; after that a repeated call would be carried out again. */
export const maxAgeMs = 23 * 3_600_000

const listeners = new Set<() => void>()
export const subscribeToUnsettledCalls = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The calls are stored in the browser's tab, because a reload of the page is what users try first after an error. */
const storageKeyOf = (operation: string) => storageKey(`unsettled ${operation}`)

/** The unsettled call of an operation as text, which React can compare. */
export const storedCall = (operation: string): string | null => sessionStore.get(storageKeyOf(operation))

export function parseCall<I>(text: string | null, withinMs = maxAgeMs): UnsettledCall<I> | null {
  const call = text === null ? null : (JSON.parse(text) as UnsettledCall<I>)
  return call && Date.now() - call.sentAt < withinMs ? call : null
}

function store(operation: string, call: UnsettledCall<unknown> | null): void {
  if (call) sessionStore.set(storageKeyOf(operation), JSON.stringify(call))
  else sessionStore.remove(storageKeyOf(operation))
  for (const listener of listeners) listener()
}

/**
 * The call to send for an operation: the unsettled one with its input and its key, even where the screen shows another input by now; otherwise a
 * new one, which is unsettled from now on. A call that was first sent longer ago than `withinMs` does not count.
 */
export function callToSend<I>(
  operation: string,
  input: I,
  makeKey: () => string,
  withinMs = maxAgeMs,
): UnsettledCall<I> {
  const unsettled = parseCall<I>(storedCall(operation), withinMs)
  const call = unsettled
    ? { ...unsettled, mayBeDone: true }
    : { input, key: makeKey(), sentAt: Date.now(), mayBeDone: false }
  store(operation, call)
  return call
}

/** Forgets the call of an operation: its outcome is known, or the user wants to do something else. */
export const removeStoredCall = (operation: string): void => store(operation, null)

/**
 * Refusals that the service sends after it has looked for the response to an earlier try: there was none, so that try was not carried out. Other
 * refusals say nothing about that try, for example that of a proxy, or of a service that does not get as far because the user has lost the right.
 */
const statusesAfterIdempotency = [402, 409, 422]

function isRefusedAfterIdempotency(error: unknown): boolean {
  const problem = problemOf(error)
  return (
    problem !== null && problem.code !== 'unreadable' && statusesAfterIdempotency.includes(problem.status)
  )
}

/** Keeps the call where the error leaves it open whether a try of it was carried out; forgets it where nothing was done. */
export function settleAfterFailure(operation: string, error: unknown): void {
  const call = parseCall(storedCall(operation))
  if (!call) return
  const mayBeDone = isOutcomeUnknown(error) || (call.mayBeDone && !isRefusedAfterIdempotency(error))
  store(operation, mayBeDone ? { ...call, mayBeDone } : null)
}
