import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

/** Runs work for a caller when the queue allows it. Raises `unavailable` where it would wait for too long. */
export type FairQueue = <T>(caller: string, work: () => Promise<T>) => Promise<T>

type Options = {
  /** The maximum number of simultaneous works. */
  maxRunning: number
  /** The maximum number of further works of one caller that may wait. */
  maxWaiting: number
  maxWaitMs: number
  /** The time after which a running work no longer counts as running, and its caller gets `unavailable`. */
  workMs: number
}

/**
 * A limit of simultaneous work with fair queueing, for expensive work. Work beyond the limit waits, and the waiting callers are served
 * in rotation (round robin): a caller with hundreds of works waits for its own works, and a caller with one work waits for at most one
 * work of each other caller. Work that waits too long is refused.
 */
export function createFairQueue({ maxRunning, maxWaiting, maxWaitMs, workMs }: Options): FairQueue {
  // The callers in the order of the rotation: a caller whose work has begun goes to the end.
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

  const waitInQueue = (caller: string): Promise<void> => {
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
    else await waitInQueue(caller)
    try {
      // Work that never ends must not count as running for ever.
      return await withDeadline(workMs, work(), () => unavailable())
    } finally {
      running -= 1
      startNext()
    }
  }
}

/** Runs all work immediately, without a limit: `RATE_LIMIT_MAX=0`. */
export const unlimitedQueue: FairQueue = (_caller, work) => work()
