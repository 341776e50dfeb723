import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls `check` every few milliseconds until it returns true; false where that does not happen within the time. Throws the abort
 * reason of `stopping` when it is aborted.
 */
export async function waitUntil(
  milliseconds: number,
  check: () => boolean | Promise<boolean>,
  stopping?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (!(await check())) {
    stopping?.throwIfAborted()
    if (performance.now() > deadline) return false
    await sleep(5)
  }
  return true
}
