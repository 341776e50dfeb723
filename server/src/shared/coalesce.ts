import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

// The deadline of a shared load. A load whose result is lost must not block every call that waits for it. No load takes nearly
// this long while the database is healthy.
const deadlineMs = 5_000

type ShareLoad<T> = (key: string, load: () => Promise<T>) => Promise<T>

/** Runs work when the queue of the request allows it, or refuses the work. */
export type RunQueued = <T>(work: () => Promise<T>) => Promise<T>

/** With `runQueued` each call waits in a queue until the load begins; the first call to leave its queue begins the load. */
type ShareLoadInQueue<T> = (key: string, load: () => Promise<T>, runQueued?: RunQueued) => Promise<T>

/** `waiting`: the number of calls that wait in a queue to begin the load. */
type SharedLoad<T> = { result: Promise<T>; begin(): Promise<unknown>; hasBegun: boolean; waiting: number }

/**
 * Calls with an equal key while a run of `load` is under way share that run. It raises `unavailable` for all of them
 * when it takes longer than the deadline; a later call begins another run. The wait in a queue does not count towards
 * the deadline, and a call with a long wait does not prevent another call from beginning the load earlier.
 *
 * `sharedUntil: 'begin'`: a call that comes after a load has begun shares the next load, because it must not get data that was read before the
 * call.
 */
export function createLoadSharing<T>({
  timeoutMs = deadlineMs,
  sharedUntil = 'end',
}: {
  timeoutMs?: number
  sharedUntil?: 'begin' | 'end'
} = {}): ShareLoadInQueue<T> {
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
      // An error that `load` throws before it returns a promise must reach the waiting calls, too.
      resolve(withDeadline(timeoutMs, (async () => load())(), () => unavailable()))
      await promise
    }
    const shared: SharedLoad<T> = { result: promise, begin, hasBegun: false, waiting: 0 }
    loads.set(key, shared)
    return shared
  }

  return (key, load, runQueued) => {
    const shared = loads.get(key) ?? create(key, load)
    if (shared.hasBegun) return shared.result
    if (runQueued) return resultInQueue(shared, runQueued, () => void loads.delete(key))
    shared.begin().catch(() => {})
    return shared.result
  }
}

/** The result of a load that has not begun; `removeLoad` is called when no call waits to begin it any more. */
async function resultInQueue<T>(
  shared: SharedLoad<T>,
  runQueued: RunQueued,
  removeLoad: () => void,
): Promise<T> {
  shared.waiting += 1
  // Work that leaves the queue after the load has begun does nothing.
  const begun = runQueued(() => shared.begin())
  try {
    await Promise.race([shared.result, begun])
  } catch (error) {
    if (!shared.hasBegun) throw error
  } finally {
    shared.waiting -= 1
    if (!shared.hasBegun && shared.waiting === 0) removeLoad()
  }
  return shared.result
}

type Runs<T> = { running: Promise<T>; next: Promise<T> | null }

/**
 * Like `createLoadSharing` with `sharedUntil: 'begin'`, but a run of a key begins only when the run before it has ended or has
 * exceeded its deadline: a call during a run shares the next run, which has its own deadline. Work that has exceeded its deadline goes on
 * beside the next run.
 */
export function createSequentialLoadSharing<T>(ms = deadlineMs): ShareLoad<T> {
  const runsByKey = new Map<string, Runs<T>>()
  const start: ShareLoad<T> = (key, load) => {
    const runs: Runs<T> = { running: withDeadline(ms, load(), () => unavailable()), next: null }
    runsByKey.set(key, runs)
    const removeIfIdle = () => {
      if (!runs.next) runsByKey.delete(key)
    }
    runs.running.then(removeIfIdle, removeIfIdle)
    return runs.running
  }
  return (key, load) => {
    const runs = runsByKey.get(key)
    if (!runs) return start(key, load)
    const startNext = () => start(key, load)
    runs.next ??= runs.running.then(startNext, startNext)
    return runs.next
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
