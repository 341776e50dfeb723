import { setTimeout as sleep } from 'node:timers/promises'

type Patience = { patienceMs?: number; pauseMs?: number }

/** Asks every few milliseconds until the answer is yes. Throws after a minute, or after `patienceMs`. */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  { patienceMs = 60_000, pauseMs = 5 }: Patience = {},
): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await check())) {
    if (performance.now() > deadline)
      throw new Error(`waited ${Math.round(patienceMs / 1_000)} s in vain for ${what}`)
    await sleep(pauseMs)
  }
}
