import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Action, type Call, callOf, callOptions, startCall } from './action.ts'
import { NetworkError, TimeLimitError } from './fetch.ts'
import { ProblemError } from './problem.ts'
import { currentToasts, toast } from './toast.ts'

type Booked = { bookedAt: string }
type BookCall = Call<string, Booked>

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  for (const { id } of currentToasts()) toast.dismiss(id)
})

/** The action of a screen, as `useAction` runs it; `render` stands for a later render of the screen. */
function screenWith() {
  const queries = new QueryClient()
  const running = new Set<string>()
  let callWithHiddenError: BookCall | undefined
  let isShown = true
  const optionsNow = () =>
    callOptions<string, Booked>({
      queries,
      t: ((key: string) => key) as never,
      keyOfUnknownOutcome: { current: null },
      isErrorHidden: (call) => call === callWithHiddenError,
      isShown: () => isShown,
      canRepeat: true,
      running,
    })
  const observer = new MutationObserver<Booked, Error, BookCall>(queries, optionsNow())
  return {
    start: (call: BookCall) => observer.mutate(call),
    click: (call: BookCall) => startCall(call, running, (each) => void observer.mutate(each)),
    render: () => observer.setOptions(optionsNow()),
    close: () => {
      isShown = false
    },
    hideError: (call: BookCall) => {
      callWithHiddenError = call
      observer.setOptions(optionsNow())
    },
  }
}

const lostResponse = () => Promise.reject(new NetworkError('No response'))

it('A lost response is repeated as it was sent: a change on the screen meanwhile does not change the call, its key, or its message', async () => {
  const sent: string[] = []
  const actionAt = (time: string): Action<string, Booked> => ({
    run: (name, key) => {
      sent.push(`${name} ${time} ${key}`)
      return sent.length < 3 ? lostResponse() : Promise.resolve({ bookedAt: time })
    },
    done: ({ bookedAt }) => `${bookedAt}, shown ${time}`,
  })
  const screen = screenWith()
  const done = screen.start({ action: actionAt('10:00'), input: 'Anna', key: 'k' })
  screen.render()
  await vi.runAllTimersAsync()
  await done
  expect(sent).toEqual(['Anna 10:00 k', 'Anna 10:00 k', 'Anna 10:00 k'])
  expect(currentToasts().map(({ text }) => text)).toEqual(['10:00, shown 10:00'])
})

it('A change that was carried out although a proxy answered 504 is reported as done when the user repeats it, not as a change by another user', async () => {
  const responses = [
    { status: 504, code: 'unreadable' },
    { status: 412, code: 'precondition_failed' },
  ]
  const move: Action<string, Booked> = {
    run: () => {
      const response = responses.shift() ?? { status: 500, code: 'no further request is expected' }
      return Promise.reject(new ProblemError({ ...response, title: '', detail: '' }))
    },
    wasDone: async () => ({ bookedAt: '10:00' }),
  }
  const screen = screenWith()
  const call = { action: move, input: '10:00', key: 'k' }
  await expect(screen.start(call)).rejects.toMatchObject({ problem: { status: 504 } })
  await expect(screen.start(call)).resolves.toEqual({ bookedAt: '10:00' })
})

it('An error of a running call is shown as a message where its form shows another input by now', async () => {
  const refused: Action<string, Booked> = {
    run: () => Promise.reject(new Error('refused')),
    showsError: true,
  }
  const screen = screenWith()
  const shown = { action: refused, input: 'Anna', key: 'a' }
  await screen.start(shown).catch(() => undefined)
  expect(currentToasts()).toEqual([])
  const changed = { action: refused, input: 'Boris', key: 'b' }
  const failed = screen.start(changed).catch(() => undefined)
  screen.hideError(changed)
  await failed
  expect(currentToasts().map(({ kind }) => kind)).toEqual(['failed'])
})

it('A call that ends after its dialog was closed does not close the dialog that is open by then', async () => {
  const calls: string[] = []
  const save: Action<string, Booked> = {
    run: async () => ({ bookedAt: '10:00' }),
    done: () => 'saved',
    onDone: (_, name) => void calls.push(`close the dialog of ${name}`),
    onResult: (_, name) => void calls.push(`result of ${name}`),
  }
  const screen = screenWith()
  await screen.start({ action: save, input: 'Anna', key: 'a' })
  expect(calls.splice(0)).toEqual(['result of Anna', 'close the dialog of Anna'])
  const last = screen.start({ action: save, input: 'Boris', key: 'b' })
  screen.close()
  await last
  expect(calls).toEqual(['result of Boris'])
  expect(currentToasts().map(({ text }) => text)).toContain('saved')
})

it('A double click starts one call; when that has ended, the next click starts another', async () => {
  const keys: string[] = []
  const book: Action<string, Booked> = {
    run: async (_, key) => {
      keys.push(key)
      return { bookedAt: '10:00' }
    },
  }
  const screen = screenWith()
  screen.click({ action: book, input: 'Anna', key: 'first' })
  screen.click({ action: book, input: 'Anna', key: 'second of the double click' })
  screen.click({ action: book, input: 'Boris', key: 'another input' })
  await vi.runAllTimersAsync()
  screen.click({ action: book, input: 'Anna', key: 'later' })
  await vi.runAllTimersAsync()
  expect(keys).toEqual(['first', 'another input', 'later'])
})

it('A call that took too long is repeated once only, because each try is a long wait', async () => {
  let tries = 0
  const slow: Action<string, Booked> = {
    run: () => {
      tries += 1
      return Promise.reject(new TimeLimitError('No response'))
    },
  }
  const failed = screenWith()
    .start({ action: slow, input: 'Anna', key: 'k' })
    .catch(() => undefined)
  await vi.runAllTimersAsync()
  await failed
  expect(tries).toBe(2)
})

it.each([
  [
    'of unknown outcome is sent again as it was',
    504,
    ['Baikal, 2 bookings: first', 'Baikal, 2 bookings: first'],
  ],
  ['that was refused is a new call', 409, ['Baikal, 2 bookings: first', 'Baikal, 0 bookings: second']],
])('When a dialog is opened again, the call %s', async (_, status, expected) => {
  const sent: string[] = []
  const closeRoom: Action<string, Booked> = {
    run: (input, key) => {
      sent.push(`${input}: ${key}`)
      return Promise.reject(new ProblemError({ status, code: 'refused', title: '', detail: '' }))
    },
    operation: (input) => `close ${input.split(',')[0]} ${status}`,
  }
  const openAndSend = (input: string, key: string) =>
    screenWith()
      .start(callOf(closeRoom, input, () => key))
      .catch(() => undefined)
  await openAndSend('Baikal, 2 bookings', 'first')
  await openAndSend('Baikal, 0 bookings', 'second')
  expect(sent).toEqual(expected)
})

it('A call that makes something is sent again for a quarter of an hour only: later the user may want to make it once more', () => {
  const makeRoom: Action<string, Booked> = { run: lostResponse, operation: (name) => `new room ${name}` }
  const keyNow = (key: string) => callOf(makeRoom, 'Ladoga', () => key).key
  expect(keyNow('first')).toBe('first')
  vi.advanceTimersByTime(14 * 60_000)
  expect(keyNow('second')).toBe('first')
  vi.advanceTimersByTime(2 * 60_000)
  expect(keyNow('third')).toBe('third')
})
