/** What time it is for every rule; tests and demo data bring their own. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
