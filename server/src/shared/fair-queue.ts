import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

/**
 * Runs work when the queue allows it. All works of one `queueKey` (an account or a host) have one place in the rotation together.
 * Raises `unavailable` where the work would wait for too long.
 */
export type FairQueue = <T>(queueKey: string, work: () => Promise<T>) => Promise<T>

type Options = {
  /** The maximum number of simultaneous works. */
  maxRunning: number
  /** The maximum number of further works of one key that may wait. */
  maxWaiting: number
  maxWaitMs: number
  /** The time after which a running work no longer counts as running, and the request gets `unavailable`. */
  maxWorkMs: number
}

/**
 * A limit of simultaneous work with fair queueing, for expensive work. Work beyond the limit waits, and the keys are served in
 * rotation (round robin): a key with hundreds of works waits for its own works, and a key with one work waits for at most one work of
 * each other key. Work that waits too long is refused.
 */
export function createFairQueue({ maxRunning, maxWaiting, maxWaitMs, maxWorkMs }: Options): FairQueue {
  // The keys in the order of the rotation: a key whose work has begun goes to the end.
  const queues = new Map<string, Set<() => void>>()
  let running = 0

  const startNext = () => {
    const [first] = queues
    if (!first) return
    const [queueKey, queue] = first
    queues.delete(queueKey)
    const [start] = queue
    if (!start) return
    queue.delete(start)
    if (queue.size > 0) queues.set(queueKey, queue)
    running += 1
    start()
  }

  const waitInQueue = (queueKey: string): Promise<void> => {
    const queue = queues.get(queueKey) ?? new Set()
    if (queue.size >= maxWaiting) throw unavailable()
    queues.set(queueKey, queue)
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        queue.delete(start)
        if (queue.size === 0) queues.delete(queueKey)
        reject(unavailable())
      }, maxWaitMs)
      queue.add(start)
    })
  }

  return async (queueKey, work) => {
    // No work waits while fewer than the limit run.
    if (running < maxRunning) running += 1
    else await waitInQueue(queueKey)
    try {
      // Work that never ends must not count as running for ever.
      return await withDeadline(maxWorkMs, work(), () => unavailable())
    } finally {
      running -= 1
      startNext()
    }
  }
}

/** Runs all work immediately, without a limit: `RATE_LIMIT_MAX=0`. */
export const unlimitedQueue: FairQueue = (_queueKey, work) => work()
