/** The source of the present time for every rule; tests and demo data have their own clocks. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
