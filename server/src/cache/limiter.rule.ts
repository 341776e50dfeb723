/**
 * The maximum number of requests (`points`) of a key in a window, which begins with the first request. Further requests are refused until
 * the end of the window; with `delays` each further request is allowed after its delay.
 */
export type LimitRule = { name: string; points: number; windowMs: number; delays: Delays | null }

/** The `points`-th request blocks the key for `firstMs`, each later request for twice as long as the request before, at most `maxMs`. */
export type Delays = { firstMs: number; maxMs: number }

export type Consumption = {
  /** 0 where the request is within the limit. */
  retryAfterMs: number
  remaining: number
  /** The time until the window ends. */
  resetMs: number
}

/** Counts the requests of a rule by key. */
export type Counter = {
  /** Consumes a point. A refusal consumes no point; it is a result, not an error. */
  consume(key: string): Promise<Consumption>
  /** Gives one point back, and ends any block of the key, also one that another request has set meanwhile. */
  giveBack(key: string): Promise<void>
}
