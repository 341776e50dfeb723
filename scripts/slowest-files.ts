import type { Reporter, TestModule } from 'vitest/node'

const count = 10
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(8)

/** Prints at the end of a run which test files took longest (loading and hooks included), and their share of the time of all files. */
export const slowestFiles: Reporter = {
  onTestRunEnd(modules) {
    const timed = modules.map((module) => ({ path: module.relativeModuleId, ms: durationMs(module) }))
    const all = timed.reduce((sum, { ms }) => sum + ms, 0)
    const slowest = timed.toSorted((a, b) => b.ms - a.ms).slice(0, count)
    const slowestMs = slowest.reduce((sum, { ms }) => sum + ms, 0)
    console.log(
      `\nThe slowest of ${timed.length} files: ${seconds(slowestMs).trim()} of ${seconds(all).trim()}`,
    )
    for (const { path, ms } of slowest) console.log(`${seconds(ms)}  ${path}`)
  },
}

function durationMs(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  return collectDuration + setupDuration + duration
}
