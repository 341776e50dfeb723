import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every few milliseconds until the answer is yes. Throws after a minute. */
export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`waited a minute in vain for ${what}`)
    await sleep(5)
  }
}
