import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

/** Runs work for a caller. Raises `unavailable` where it would wait for too long. */
export type Turns = <T>(caller: string, work: () => Promise<T>) => Promise<T>

type Options = {
  /** The maximum number of works that run at once. */
  maxRunning: number
  /** The maximum number of further works of one caller that may wait. */
  maxWaiting: number
  maxWaitMs: number
  /** The time after which a running work gives up its place, and its caller gets `unavailable`. */
  workMs: number
}

/**
 * For expensive work. A limited number runs at once; the rest waits, and callers take turns: a caller with hundreds of works waits
 * for its own works, and a caller with one work waits for at most one of each other caller. Work that waits too long is refused.
 */
export function createTurns({ maxRunning, maxWaiting, maxWaitMs, workMs }: Options): Turns {
  // The order of turns: a caller who has had a turn goes to the end.
  const queues = new Map<string, Set<() => void>>()
  let running = 0

  const startNext = () => {
    const [first] = queues
    if (!first) return
    const [caller, queue] = first
    queues.delete(caller)
    const [start] = queue
    if (!start) return
    queue.delete(start)
    if (queue.size > 0) queues.set(caller, queue)
    running += 1
    start()
  }

  const turnOf = (caller: string): Promise<void> => {
    const queue = queues.get(caller) ?? new Set()
    if (queue.size >= maxWaiting) throw unavailable()
    queues.set(caller, queue)
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        queue.delete(start)
        if (queue.size === 0) queues.delete(caller)
        reject(unavailable())
      }, maxWaitMs)
      queue.add(start)
    })
  }

  return async (caller, work) => {
    // No work waits while fewer than the limit run.
    if (running < maxRunning) running += 1
    else await turnOf(caller)
    try {
      // Work that never ends must not keep its place.
      return await withDeadline(workMs, work(), () => unavailable())
    } finally {
      running -= 1
      startNext()
    }
  }
}

/** Runs all work at once, without turns: `RATE_LIMIT_MAX=0`. */
export const noTurns: Turns = (_caller, work) => work()
