import { setTimeout as sleep } from 'node:timers/promises'

/** Calls `check` every few milliseconds until it returns true; false where that does not happen within the time. */
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
