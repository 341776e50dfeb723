import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

// How long a shared load may take. One whose answer is lost must not hold everybody who asks for the same; none takes
// nearly as long while the database is well.
const deadlineMs = 5_000

type Coalescer<T> = (key: string, load: () => Promise<T>) => Promise<T>

/**
 * Many who ask for the same key while a run of `load` is under way share that run. It raises `unavailable` for all of
 * them when it takes longer than the deadline, and who asks after that begins another.
 *
 * A promise that several callers wait for is kept by this function or by the next one, nowhere else.
 */
export function createSharedLoads<T>(ms = deadlineMs): Coalescer<T> {
  const running = new Map<string, Promise<T>>()
  return (key, load) => {
    const known = running.get(key)
    if (known) return known
    const started = withDeadline(ms, load(), () => unavailable())
    running.set(key, started)
    const forget = () => void running.delete(key)
    started.then(forget, forget)
    return started
  }
}

type Turn<T> = { running: Promise<T>; next: Promise<T> | null }

/**
 * The same where nobody may be given what was read before it asked: who comes while a run is under way shares the next
 * one, which has a deadline of its own.
 */
export function createCoalescer<T>(ms = deadlineMs): Coalescer<T> {
  const turns = new Map<string, Turn<T>>()
  const start: Coalescer<T> = (key, load) => {
    const turn: Turn<T> = { running: withDeadline(ms, load(), () => unavailable()), next: null }
    turns.set(key, turn)
    const done = () => {
      if (!turn.next) turns.delete(key)
    }
    turn.running.then(done, done)
    return turn.running
  }
  return (key, load) => {
    const turn = turns.get(key)
    if (!turn) return start(key, load)
    const again = () => start(key, load)
    turn.next ??= turn.running.then(again, again)
    return turn.next
  }
}
