import { purgeClaims } from './db/once.ts'
import type { Deps } from './deps.ts'
import { purgeRefreshTokens } from './modules/users/user.repository.ts'
import { hourMs } from './shared/time-range.ts'

/** Forgets, once an hour, what has outlived its time. Any number of instances may. Returns how to stop. */
export function startJanitor(deps: Pick<Deps, 'db' | 'clock' | 'log'>): () => Promise<void> {
  let running = Promise.resolve()
  const sweep = async () => {
    await purgeClaims(deps.db, deps.clock.now())
    await purgeRefreshTokens(deps.db, deps.clock.now())
  }
  const timer = setInterval(() => {
    running = sweep().catch((error: unknown) => deps.log.error({ err: error }, 'the janitor failed'))
  }, hourMs)
  return () => {
    clearInterval(timer)
    return running
  }
}
