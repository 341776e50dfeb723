import { useMemo, useState, useSyncExternalStore } from 'react'
import { type Action, operationOfUser, useAction } from './action.ts'
import { useUser } from './session.ts'
import {
  maxAgeMs,
  parseCall,
  removeStoredCall,
  storedCall,
  subscribeToUnsettledCalls,
} from './unsettled-calls.ts'

type MoneyAction<I, O> = Pick<Action<I, O>, 'run' | 'done' | 'onDone' | 'onResult'> & {
  /** Names the operation, such as the refund of a payment: while the outcome of a call of it is unknown, only that call is repeated. */
  operation: string
}

/**
 * An action that moves money. Where the outcome of a call is unknown, its form is replaced by <UnsettledNotice>, which repeats that call with its
 * key: another input, computed from a newer balance or typed into a dialog that was opened again, would move the money twice.
 */
export function useMoneyAction<I, O>({ operation, ...callbacks }: MoneyAction<I, O>) {
  const storedAs = operationOfUser(useUser(), operation)
  const stored = useSyncExternalStore(subscribeToUnsettledCalls, () => storedCall(storedAs))
  const unsettled = useMemo(() => parseCall<I>(stored), [stored])
  const [isRepeating, setRepeating] = useState(false)
  const action = useAction<I, O>({
    ...callbacks,
    operation: () => operation,
    repeatWithinMs: maxAgeMs,
    showsError: true,
  })
  // While a call that was started with the form is running, the form stays.
  const shown = action.isRunning && !isRepeating ? null : unsettled
  return {
    start: (input: I) => {
      setRepeating(false)
      action.start(input)
    },
    isRunning: action.isRunning,
    error: action.error,
    hideError: action.hideError,
    /** The input of the call whose outcome is unknown, with the actions that <UnsettledNotice> offers; null where there is none. */
    unsettled: shown && {
      input: shown.input,
      error: action.error,
      isRunning: action.isRunning,
      repeat: () => {
        setRepeating(true)
        action.start(shown.input)
      },
      giveUp: () => {
        action.forgetCall()
        removeStoredCall(storedAs)
      },
    },
  }
}
