import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

/**
 * Runs a task when the queue allows it. All tasks of one `queueKey` (an account or a host) have one place in the rotation together.
 * Raises `unavailable` where the task would wait for too long.
 */
export type FairQueue = <T>(queueKey: string, task: () => Promise<T>) => Promise<T>

export type QueueOptions = {
  /** The maximum number of simultaneous tasks. */
  maxRunning: number
  /** The maximum number of simultaneous tasks of one key; without it, one key may take all places. */
  maxRunningOfKey?: number
  /** The maximum number of further tasks of one key that may wait. */
  maxWaiting: number
  maxWaitMs: number
  /** The time after which a running task no longer counts as running, and its caller gets `unavailable`. */
  maxWorkMs: number
}

/**
 * A limit of simultaneous tasks with fair queueing, for expensive tasks. Tasks beyond the limit wait, and the keys are served in
 * rotation (round robin): a key with hundreds of tasks waits for its own tasks, and a key with one task waits for at most one task of
 * each other key. A task that waits too long is refused.
 */
export function createFairQueue({
  maxRunning,
  maxRunningOfKey = maxRunning,
  maxWaiting,
  maxWaitMs,
  maxWorkMs,
}: QueueOptions): FairQueue {
  // The keys in the order of the rotation: a key of which a task has begun goes to the end.
  const queues = new Map<string, Set<() => void>>()
  let running = 0
  const runningOfKeys = new Map<string, number>()

  const canStart = (queueKey: string) =>
    running < maxRunning && (runningOfKeys.get(queueKey) ?? 0) < maxRunningOfKey

  const countRunning = (queueKey: string, change: 1 | -1) => {
    running += change
    const runningOfKey = (runningOfKeys.get(queueKey) ?? 0) + change
    if (runningOfKey === 0) runningOfKeys.delete(queueKey)
    else runningOfKeys.set(queueKey, runningOfKey)
  }

  const startNext = () => {
    const first = queues.entries().find(([queueKey]) => canStart(queueKey))
    if (!first) return
    const [queueKey, queue] = first
    queues.delete(queueKey)
    const [start] = queue
    if (!start) return
    queue.delete(start)
    if (queue.size > 0) queues.set(queueKey, queue)
    countRunning(queueKey, 1)
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

  return async (queueKey, task) => {
    // No task waits while it could run.
    if (canStart(queueKey)) countRunning(queueKey, 1)
    else await waitInQueue(queueKey)
    try {
      // A task that never ends must not count as running for ever.
      return await withDeadline(maxWorkMs, task(), () => unavailable())
    } finally {
      countRunning(queueKey, -1)
      startNext()
    }
  }
}

/** Runs all tasks immediately, without a limit: `RATE_LIMIT_MAX=0`. */
export const unlimitedQueue: FairQueue = (_queueKey, task) => task()
