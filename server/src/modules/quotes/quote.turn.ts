import type { Deps } from '../../deps.ts'
import { minuteMs, rangeOf } from '../../shared/time-range.ts'

// A day has a hundred lines at most, which cost as little as any answer.
const longMinutes = 1_440

type Slot = { startsAt: string; endsAt: string }

/** Works out a quote; one of a long time when it is its caller's turn, because it may have a thousand lines. */
export function quoteInTurn<T>(
  { turns }: Pick<Deps, 'turns'>,
  caller: string,
  slot: Slot,
  work: () => Promise<T>,
): Promise<T> {
  const { start, end } = rangeOf(slot)
  return end - start > longMinutes * minuteMs ? turns(caller, work) : work()
}
