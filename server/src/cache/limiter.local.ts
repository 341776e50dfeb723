import type { Consumption, Counter, LimitRule } from './limiter.rule.ts'
import { createLruCache } from './lru-cache.ts'

type State = { count: number; endsAt: number; blockedUntil: number }

// Strangers choose some of the keys, so the number of keys is limited: the key that was used longest ago is dropped first.
const maxKeys = 100_000

/** Counts in this process. `limiter.redis.ts` counts for all instances together. */
export function createLocalCounter({ points, windowMs, delays }: LimitRule): Counter {
  const states = createLruCache<string, State>(maxKeys)

  /** Whether the window of a state goes on. A state with a longer wait than the rule allows was stored before the clock was set back. */
  const goesOn = ({ endsAt, blockedUntil }: State, now: number): boolean =>
    now < endsAt && endsAt <= now + windowMs && blockedUntil <= now + (delays?.maxMs ?? 0)

  const consume = (key: string): Consumption => {
    const now = Date.now()
    const stored = states.get(key)
    const state =
      stored && goesOn(stored, now) ? stored : { count: 0, endsAt: now + windowMs, blockedUntil: 0 }
    const consumed = (retryAfterMs: number): Consumption => ({
      retryAfterMs,
      remaining: Math.max(0, points - state.count),
      resetMs: state.endsAt - now,
    })
    if (now < state.blockedUntil) return consumed(state.blockedUntil - now)
    if (!delays && state.count >= points) return consumed(state.endsAt - now)
    state.count += 1
    if (delays && state.count >= points)
      state.blockedUntil = now + Math.min(delays.maxMs, delays.firstMs * 2 ** (state.count - points))
    states.set(key, state)
    return consumed(0)
  }

  return {
    consume: async (key) => consume(key),
    giveBack: async (key) => {
      const state = states.get(key)
      if (!state) return
      state.count -= 1
      state.blockedUntil = 0
      if (state.count <= 0) states.delete(key)
    },
  }
}
