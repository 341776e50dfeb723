import { withDeadline } from './deadline.ts'
import { unavailable } from './problems.ts'

// How long a shared load may take. One whose answer is lost must not hold everybody who asks for the same; none takes
// nearly as long while the database is well.
const deadlineMs = 5_000

type Coalescer<T> = (key: string, load: () => Promise<T>) => Promise<T>

/** Runs work when it is its caller's turn, or refuses it. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** With `inTurn` each who asks waits in a queue of its own until the load begins, in whoever's turn that is. */
type SharedLoads<T> = (key: string, load: () => Promise<T>, inTurn?: InTurn) => Promise<T>

/** `asking`: how many wait for a turn to begin it. */
type SharedLoad<T> = { result: Promise<T>; begin(): Promise<unknown>; hasBegun: boolean; asking: number }

/**
 * Many who ask for the same key while a run of `load` is under way share that run. It raises `unavailable` for all of
 * them when it takes longer than the deadline, and who asks after that begins another. The wait for a turn is no part of
 * the deadline, and who has to wait for long keeps nobody else from beginning the same load earlier.
 *
 * `sharedUntil` its begin: who comes later may not be given what was read before it asked, and waits for another load.
 *
 * A promise that several callers wait for is kept by this function or by the next one, nowhere else.
 */
export function createSharedLoads<T>(ms = deadlineMs, sharedUntil: 'begin' | 'end' = 'end'): SharedLoads<T> {
  const loads = new Map<string, SharedLoad<T>>()

  const create = (key: string, load: () => Promise<T>): SharedLoad<T> => {
    const { promise, resolve } = Promise.withResolvers<T>()
    const begin = async () => {
      if (shared.hasBegun) return
      shared.hasBegun = true
      const forget = () => {
        if (loads.get(key) === shared) loads.delete(key)
      }
      if (sharedUntil === 'begin') forget()
      promise.then(forget, forget)
      resolve(withDeadline(ms, load(), () => unavailable()))
      await promise
    }
    const shared: SharedLoad<T> = { result: promise, begin, hasBegun: false, asking: 0 }
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

/** The result of a load that has not begun; `forget` is called when nobody waits to begin it any more. */
async function resultInTurn<T>(shared: SharedLoad<T>, inTurn: InTurn, forget: () => void): Promise<T> {
  shared.asking += 1
  // A turn that comes after the load has begun ends at once.
  const turn = inTurn(() => shared.begin())
  try {
    await Promise.race([shared.result, turn])
  } catch (error) {
    if (!shared.hasBegun) throw error
  } finally {
    shared.asking -= 1
    if (!shared.hasBegun && shared.asking === 0) forget()
  }
  return shared.result
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
