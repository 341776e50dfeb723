import { setTimeout as sleep } from 'node:timers/promises'

type WaitOptions = { timeoutMs?: number; pauseMs?: number }

/** Calls `check` every few milliseconds until its result is neither null nor false, and returns it. Throws after `timeoutMs`. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  { timeoutMs = 60_000, pauseMs = 5 }: WaitOptions = {},
): Promise<Exclude<T, null | false>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const response = await check()
    if (response !== null && response !== false) return response as Exclude<T, null | false>
    if (performance.now() > deadline)
      throw new Error(`waited ${Math.round(timeoutMs / 1_000)} s in vain for ${what}`)
    await sleep(pauseMs)
  }
}
