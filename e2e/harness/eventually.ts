import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until there is an answer that is neither null nor false. Throws after 30 seconds. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}`)
    await pause(50)
  }
}
