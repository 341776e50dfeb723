/** Pseudo-random numbers that are equal in every run. */
export type Random = {
  /** True with this probability. */
  chance(probability: number): boolean
  /** A number from `from` to `to`, both included: `from` plus a whole number of steps. */
  between(from: number, to: number, step?: number): number
  pick<T>(list: readonly T[]): T
}

/** Uses mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough for a demo. */
export function createRandom(seed: number): Random {
  let state = seed
  const nextNumber = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    chance: (probability) => nextNumber() < probability,
    between: (from, to, step = 1) => from + step * Math.floor(nextNumber() * ((to - from) / step + 1)),
    pick: (list) => {
      const item = list[Math.floor(nextNumber() * list.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}
