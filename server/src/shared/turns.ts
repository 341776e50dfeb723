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
  /** How long a work keeps its place, and its caller waits for it. */
  workMs: number
}

/**
 * For work that costs much. So many run at once; the rest waits, and callers take turns: one who asks for hundreds waits for its own,
 * and one who asks for a single one waits for one of each other caller at most. What waits past its patience is refused.
 */
export function createTurns({ atOnce, mostWaiting, patienceMs, workMs }: Options): Turns {
  // In the order of turns: who has had one goes to the end.
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
    if (queue.size >= mostWaiting) throw unavailable()
    queues.set(caller, queue)
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(patience)
        resolve()
      }
      const patience = setTimeout(() => {
        queue.delete(start)
        if (queue.size === 0) queues.delete(caller)
        reject(unavailable())
      }, patienceMs)
      queue.add(start)
    })
  }

  return async (caller, work) => {
    // Nobody waits while fewer run.
    if (running < atOnce) running += 1
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
