import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { delayAction, sendDelayedActions, undoMs } from './delayed-actions.ts'
import { currentToasts } from './toast.ts'

const pagehideListeners: (() => void)[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    if (type === 'pagehide') pagehideListeners.push(listener)
  })
})
afterEach(() => {
  sendDelayedActions()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const undoOf = (text: string) => currentToasts().find((each) => each.text === text)?.undo

it('An action is sent once the time to undo it is over, and not twice when it is started twice', () => {
  const send = vi.fn()
  delayAction('a', 'No-show: Anna', send)
  delayAction('a', 'No-show: Anna', send)
  vi.advanceTimersByTime(undoMs - 1)
  expect(send).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(send).toHaveBeenCalledTimes(1)
  expect(undoOf('No-show: Anna')).toBeUndefined()
})

it('An action that is undone is never sent, not even when the page is left; other actions are', () => {
  const [undone, other] = [vi.fn(), vi.fn()]
  delayAction('a', 'No-show: Anna', undone)
  delayAction('b', 'No-show: Boris', other)
  undoOf('No-show: Anna')?.()
  pagehideListeners.at(-1)?.()
  expect(undone).not.toHaveBeenCalled()
  expect(other).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(undoMs)
  expect(other).toHaveBeenCalledTimes(1)
})
