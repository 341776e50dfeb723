import { useMemo, useState, useSyncExternalStore } from 'react'
import { type Action, newKey, useAction } from './action.ts'
import { useUser } from './session.ts'
import {
  callToSend,
  forgetCall,
  parseCall,
  recordFailure,
  storedCall,
  subscribeToUnsettledCalls,
} from './unsettled-calls.ts'

type Sent<I> = { operation: string; input: I; key: string }

type MoneyAction<I, O> = Pick<Action<I, O>, 'run' | 'done' | 'onDone' | 'onResult'> & {
  /** Names the operation, such as the refund of a payment: while the outcome of a call of it is unknown, only that call is repeated. */
  operation: string
}

/**
 * An action that moves money. Where the outcome of a call is unknown, its form is replaced by <UnsettledNote>, which repeats that call with its
 * key: another input, computed from a newer balance or typed into a dialog that was opened again, would move the money twice.
 */
export function useMoneyAction<I, O>({ operation: name, run, done, onDone, onResult }: MoneyAction<I, O>) {
  const operationOfUser = `${useUser()?.id} ${name}`
  const stored = useSyncExternalStore(subscribeToUnsettledCalls, () => storedCall(operationOfUser))
  const unsettled = useMemo(() => parseCall<I>(stored), [stored])
  const [isRepeating, setRepeating] = useState(false)
  const action = useAction<Sent<I>, O>({
    // The second parameter tells `useAction` that the call can be repeated.
    run: async ({ operation, input, key }, _key) => {
      try {
        const result = await run(input, key)
        forgetCall(operation)
        return result
      } catch (error) {
        recordFailure(operation, error)
        throw error
      }
    },
    ...(done && { done: (result, { input }) => done(result, input) }),
    ...(onResult && { onResult: (result, { input }) => onResult(result, input) }),
    ...(onDone && { onDone: (result, { input }) => onDone(result, input) }),
    showsError: true,
  })
  const send = (input: I) => {
    const { input: sent, key } = callToSend(operationOfUser, input, newKey)
    action.start({ operation: operationOfUser, input: sent, key })
  }
  // While a call that was started with the form is running, the form stays.
  const shown = action.isRunning && !isRepeating ? null : unsettled
  return {
    start: (input: I) => {
      setRepeating(false)
      send(input)
    },
    isRunning: action.isRunning,
    error: action.error,
    forgetError: action.forgetError,
    /** The input of the call whose outcome is unknown, with the actions that <UnsettledNote> offers; null where there is none. */
    unsettled: shown && {
      input: shown.input,
      error: action.error,
      isRunning: action.isRunning,
      repeat: () => {
        setRepeating(true)
        send(shown.input)
      },
      giveUp: () => {
        action.forgetError()
        forgetCall(operationOfUser)
      },
    },
  }
}
