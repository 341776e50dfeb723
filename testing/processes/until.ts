import { setTimeout as sleep } from 'node:timers/promises'

type Patience = { patienceMs?: number; pauseMs?: number }

/** Calls `check` every few milliseconds until its result is neither null nor false, and returns it. Throws after `patienceMs`. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  { patienceMs = 60_000, pauseMs = 5 }: Patience = {},
): Promise<Exclude<T, null | false>> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await check()
    if (answer !== null && answer !== false) return answer as Exclude<T, null | false>
    if (performance.now() > deadline)
      throw new Error(`waited ${Math.round(patienceMs / 1_000)} s in vain for ${what}`)
    await sleep(pauseMs)
  }
}
