import type { Deps } from '../../deps.ts'
import { minuteMs, rangeOf } from '../../shared/time-range.ts'

// A quote of a day or less has a few hundred lines at most.
const longMinutes = 1_440

type RequestedTime = { startsAt: string; endsAt: string }

/**
 * Runs `work`, which computes a quote. Where the requested time is longer than a day, the work waits for its turn in the queue of queries,
 * because its quote may have a thousand lines.
 */
export function quoteInQueue<T>(
  { queryQueue }: Pick<Deps, 'queryQueue'>,
  queueKey: string,
  requested: RequestedTime,
  work: () => Promise<T>,
): Promise<T> {
  const { start, end } = rangeOf(requested)
  return end - start > longMinutes * minuteMs ? queryQueue(queueKey, work) : work()
}
