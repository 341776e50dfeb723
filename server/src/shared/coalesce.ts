import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

// The deadline of a shared load. A load whose result is lost must not block every caller who waits for it. No load takes nearly
// this long while the database is healthy.
const deadlineMs = 5_000

type Coalescer<T> = (key: string, load: () => Promise<T>) => Promise<T>

/** Runs work when it is its caller's turn, or refuses it. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** With `inTurn` each caller waits in a separate queue until the load begins, whichever caller's turn begins it. */
type SharedLoads<T> = (key: string, load: () => Promise<T>, inTurn?: InTurn) => Promise<T>

/** `waiting`: the number of callers who wait for a turn to begin the load. */
type SharedLoad<T> = { result: Promise<T>; begin(): Promise<unknown>; hasBegun: boolean; waiting: number }

/**
 * Callers who ask for an equal key while a run of `load` is under way share that run. It raises `unavailable` for all of them
 * when it takes longer than the deadline; a later caller begins another run. The wait for a turn does not count towards
 * the deadline, and a caller with a long wait does not prevent another caller from beginning the load earlier.
 *
 * `sharedUntil` its begin: a later caller may not be given data that was read before its request, and waits for another load.
 *
 * A promise that several callers wait for is stored by the functions of this file, nowhere else.
 */
export function createSharedLoads<T>(ms = deadlineMs, sharedUntil: 'begin' | 'end' = 'end'): SharedLoads<T> {
  const loads = new Map<string, SharedLoad<T>>()

  const create = (key: string, load: () => Promise<T>): SharedLoad<T> => {
    const { promise, resolve } = Promise.withResolvers<T>()
    const begin = async () => {
      if (shared.hasBegun) return
      shared.hasBegun = true
      const removeLoad = () => {
        if (loads.get(key) === shared) loads.delete(key)
      }
      if (sharedUntil === 'begin') removeLoad()
      promise.then(removeLoad, removeLoad)
      resolve(withDeadline(ms, load(), () => unavailable()))
      await promise
    }
    const shared: SharedLoad<T> = { result: promise, begin, hasBegun: false, waiting: 0 }
    loads.set(key, shared)
    return shared
  }

  return (key, load, inTurn) => {
    const shared = loads.get(key) ?? create(key, load)
    if (shared.hasBegun) return shared.result
    if (inTurn) return resultInTurn(shared, inTurn, () => void loads.delete(key))
    shared.begin().catch(() => {})
    return shared.result
  }
}

/** The result of a load that has not begun; `removeLoad` is called when no caller waits to begin it any more. */
async function resultInTurn<T>(shared: SharedLoad<T>, inTurn: InTurn, removeLoad: () => void): Promise<T> {
  shared.waiting += 1
  // A turn that comes after the load has begun ends at once.
  const turn = inTurn(() => shared.begin())
  try {
    await Promise.race([shared.result, turn])
  } catch (error) {
    if (!shared.hasBegun) throw error
  } finally {
    shared.waiting -= 1
    if (!shared.hasBegun && shared.waiting === 0) removeLoad()
  }
  return shared.result
}

type Turn<T> = { running: Promise<T>; next: Promise<T> | null }

/**
 * Like the function above, but no caller gets data that was read before its request: a caller who comes while a run is under way
 * shares the next run, which has its own deadline.
 */
export function createCoalescer<T>(ms = deadlineMs): Coalescer<T> {
  const turns = new Map<string, Turn<T>>()
  const start: Coalescer<T> = (key, load) => {
    const turn: Turn<T> = { running: withDeadline(ms, load(), () => unavailable()), next: null }
    turns.set(key, turn)
    const removeIfIdle = () => {
      if (!turn.next) turns.delete(key)
    }
    turn.running.then(removeIfIdle, removeIfIdle)
    return turn.running
  }
  return (key, load) => {
    const turn = turns.get(key)
    if (!turn) return start(key, load)
    const startNext = () => start(key, load)
    turn.next ??= turn.running.then(startNext, startNext)
    return turn.next
  }
}

/**
 * Returns a function that has `work` done on an item, and resolves or rejects with the run of `work` that did it. One run follows
 * another: items that come at one time, or while a run is under way, share the next run.
 */
export function createBatcher<T>(work: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let next: { items: T[]; done: Promise<void> } | null = null
  const runNext = (items: T[]) => {
    next = null
    return work(items)
  }
  return (item) => {
    if (next) {
      next.items.push(item)
      return next.done
    }
    const items = [item]
    const done = last.then(() => runNext(items))
    next = { items, done }
    last = done.catch(() => {})
    return done
  }
}
