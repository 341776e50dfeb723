/**
 * `points` takes of a key in a window, which begins with the first one. More are refused until its end; with `delays` each of them
 * is allowed after its delay.
 */
export type Rule = { name: string; points: number; windowMs: number; delays: Delays | null }

/** The `points`-th take closes the key for `firstMs`, each later one for twice as long as the one before, at most `mostMs`. */
export type Delays = { firstMs: number; mostMs: number }

export type Taken = {
  /** 0 where the caller may go on. */
  retryAfterMs: number
  remaining: number
  resetMs: number
}

/** Counts the takes of a rule by key. */
export type Counter = {
  /** Takes a point; a refusal takes none, and is not an error but an answer. */
  take(key: string): Promise<Taken>
  /** Gives one back, and opens the key where this take has closed it. */
  giveBack(key: string): Promise<void>
}
