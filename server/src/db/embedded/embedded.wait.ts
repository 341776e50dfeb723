import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every few milliseconds until the answer is yes; false when it was not within the time given. */
export async function waitUntil(
  milliseconds: number,
  check: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (!(await check())) {
    if (performance.now() > deadline) return false
    await sleep(5)
  }
  return true
}
