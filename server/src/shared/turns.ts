import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

/** Runs work for a caller. Raises `unavailable` where it would wait for too long. */
export type Turns = <T>(caller: string, work: () => Promise<T>) => Promise<T>

type Options = {
  /** How many works run at once. */
  atOnce: number
  /** How many more of one caller may wait. */
  mostWaiting: number
  patienceMs: number
}

/**
 * For work that costs much. So many run at once; the rest waits, and callers take turns: one who asks for hundreds waits for its own,
 * and one who asks for a single one waits for one of each other caller at most. What has waited past its patience is not begun.
 */
export function createTurns({ atOnce, mostWaiting, patienceMs }: Options): Turns {
  // In the order of turns: who has had one goes to the end.
  const queues = new Map<string, (() => void)[]>()
  let running = 0

  const startNext = () => {
    const [first] = queues
    if (!first) return
    const [caller, queue] = first
    const start = queue.shift()
    queues.delete(caller)
    if (queue.length > 0) queues.set(caller, queue)
    running += 1
    start?.()
  }

  const turnOf = (caller: string): Promise<void> => {
    const queue = queues.get(caller) ?? []
    if (queue.length >= mostWaiting) throw unavailable()
    return new Promise((start) => {
      queue.push(start)
      queues.set(caller, queue)
    })
  }

  return async (caller, work) => {
    const askedAt = performance.now()
    // Nobody waits while fewer run.
    if (running < atOnce) running += 1
    else await turnOf(caller)
    try {
      if (performance.now() - askedAt > patienceMs) throw unavailable()
      // One whose answer is lost must not keep its place.
      return await withDeadline(workMs, work(), () => unavailable())
    } finally {
      running -= 1
      startNext()
    }
  }
}

const workMs = 5_000

/** Everything at once: `RATE_LIMIT_MAX=0`. */
export const noTurns: Turns = (_caller, work) => work()
