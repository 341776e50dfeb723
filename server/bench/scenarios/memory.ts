import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestSource } from '../load.ts'
import { loadOpen } from '../open-loop.ts'

export type Memory = { minutes: number; firstMiB: number; lastMiB: number; mostMiB: number }

/** The resident memory of the service in MiB under these requests at their rates: after a minute, at the end, and the maximum. */
export async function memoryUnderLoad(
  { url, pid }: { url: string; pid: number },
  mix: { source: RequestSource; rate: number; expected: number }[],
  minutes: number,
  progress: (what: string) => void,
): Promise<Memory> {
  const seconds = minutes * 60
  const loads = Promise.all(
    mix.map(({ source, ...options }) => loadOpen(url, source, { ...options, seconds })),
  )
  let done = false
  loads.finally(() => (done = true)).catch(() => {})
  const samples: number[] = []
  while (!done) {
    await Promise.race([sleep(5_000), loads])
    samples.push(await residentMiB(pid))
    progress(`${samples.at(-1)} MiB`)
  }
  await loads
  const afterWarmUp = samples.slice(Math.min(12, samples.length - 1))
  return {
    minutes,
    firstMiB: afterWarmUp[0] ?? 0,
    lastMiB: afterWarmUp.at(-1) ?? 0,
    mostMiB: Math.max(...samples),
  }
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}
