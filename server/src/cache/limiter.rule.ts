/**
 * The maximum number of takes (`points`) of a key in a window, which begins with the first take. Further takes are refused until
 * the end of the window; with `delays` each further take is allowed after its delay.
 */
export type Rule = { name: string; points: number; windowMs: number; delays: Delays | null }

/** The `points`-th take closes the key for `firstMs`, each later one for twice as long as the one before, at most `mostMs`. */
export type Delays = { firstMs: number; mostMs: number }

export type Consumption = {
  /** 0 where the caller may continue. */
  retryAfterMs: number
  remaining: number
  resetMs: number
}

/** Counts the takes of a rule by key. */
export type Counter = {
  /** Takes a point. A refusal takes no point; it is a result, not an error. */
  consume(key: string): Promise<Consumption>
  /** Gives one point back, and opens the key where this take has closed it. */
  giveBack(key: string): Promise<void>
}
