import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { delayAction, sendDelayedActions, undoMs } from './delayed-actions.ts'
import { currentToasts } from './toast.ts'

const listeners = new Map<string, () => void>()

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    listeners.set(type, listener)
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
  listeners.get('pagehide')?.()
  expect(undone).not.toHaveBeenCalled()
  expect(other).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(undoMs)
  expect(other).toHaveBeenCalledTimes(1)
})

it('An action is sent at once when the page is hidden, because a phone may never run the page again; not when it is shown', () => {
  const send = vi.fn()
  delayAction('a', 'No-show: Anna', send)
  vi.stubGlobal('document', { visibilityState: 'visible' })
  listeners.get('visibilitychange')?.()
  expect(send).not.toHaveBeenCalled()
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  listeners.get('visibilitychange')?.()
  expect(send).toHaveBeenCalledTimes(1)
})
