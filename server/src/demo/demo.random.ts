/** Pseudo-random numbers that are the same on every run. */
export type Random = {
  /** True with this probability. */
  chance(probability: number): boolean
  /** A whole number of steps from `from` to `to`, both included. */
  between(from: number, to: number, step?: number): number
  pick<T>(list: readonly T[]): T
}

/** Uses mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a demo. */
export function createRandom(seed: number): Random {
  let state = seed
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    chance: (probability) => roll() < probability,
    between: (from, to, step = 1) => from + step * Math.floor(roll() * ((to - from) / step + 1)),
    pick: (list) => {
      const item = list[Math.floor(roll() * list.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}
