type Turn<T> = { running: Promise<T>; next: Promise<T> | null }

/**
 * Many who ask for the same key at once share one run of `load`, and nobody is given what was read before it asked: who
 * comes while a run is under way shares the next one.
 */
export function createCoalescer<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Turn<T>>()
  const start = (key: string, load: () => Promise<T>): Promise<T> => {
    const turn: Turn<T> = { running: load(), next: null }
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
