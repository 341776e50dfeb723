import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { atHalf, type Contest, contest, type Length } from './contest.ts'
import { type Ground, prepareGround } from './ground.ts'
import { type BareServer, startBareServer } from './limits/bare-http.ts'
import { loadClosed } from './load.ts'
import { loadOpen } from './open-loop.ts'
import { type Results, report, usedIndexes } from './results.ts'
import { availability, sqlMilliseconds } from './scenarios/availability.ts'
import { creates } from './scenarios/creates.ts'
import { growth } from './scenarios/growth.ts'
import { cachedList, callerOf, matchingList, uncachedList } from './scenarios/lists.ts'
import { memoryUnderLoad } from './scenarios/memory.ts'

// `make bench` runs all but memory; `make bench ARGS='--only memory --minutes 10'` a part. `--keep DIR` leaves the databases
// there and finds them again on the same day.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'contest,availability,growth' },
    minutes: { type: 'string', default: '10' },
    keep: { type: 'string' },
  },
})
const wanted = new Set(values.only.split(','))
const sizes = values.quick ? { small: 2_000, large: 20_000 } : { small: 10_000, large: 1_000_000 }
const length: Length = values.quick
  ? { rounds: 1, seconds: 1, connections: 10 }
  : { rounds: 3, seconds: 4, connections: 10 }
const keep = values.keep ?? null
const startedAt = performance.now()
const progress = (what: string) =>
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${what}\n`)

// Ends the services that it has started, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const seeded = (bookings: number) =>
  prepareGround(bookings, { keep, progress: (what) => progress(`${bookings.toLocaleString('en')}: ${what}`) })
const large = await seeded(sizes.large)
const bare = await startBareServer()
const results: Results = { lines: [], halves: [], availability: null, growth: [], memory: null, indexes: [] }
try {
  if (wanted.has('contest')) await contests(large, bare)
  if (wanted.has('availability')) await measureAvailability(large)
  if (wanted.has('growth')) {
    const small = await seeded(sizes.small)
    const samples = values.quick ? 15 : 60
    const named = (list: string) => progress(`growth: ${list}`)
    results.growth = await growth(small, large, { samples, progress: named }).finally(small.stop)
  }
  if (wanted.has('memory')) await measureMemory(large)
  results.indexes = await usedIndexes(large)
  const text = await report(results, large)
  console.log(text)
  const file = new URL(values.quick ? 'results.quick.md' : 'results.md', import.meta.url)
  if (!values.quick) await writeFile(file, text)
} finally {
  bare.stop()
  await large.stop()
}

async function contests(ground: Ground, limit: BareServer): Promise<void> {
  const caller = await callerOf(ground)
  const subjects: (() => Promise<Contest>)[] = [
    () => cachedList(ground, limit, caller, 20, 0.4),
    () => cachedList(ground, limit, caller, 1_000, 0.75),
    () => uncachedList(ground, caller, { limit: 20, days: 7, goal: 0.45 }),
    () => uncachedList(ground, caller, { limit: 1_000, days: 30, goal: 0.3 }),
    () => matchingList(ground, limit, caller, 0.4),
    () => creates(ground, 0.55),
  ]
  for (const subject of subjects) {
    const made = await subject()
    progress(made.scenario)
    const line = await contest(length, made)
    results.lines.push(line)
    progress(
      `  ${line.perSecond.toFixed(0)}/s of ${line.limitPerSecond.toFixed(0)}/s: ${line.ratio.toFixed(2)}`,
    )
    results.halves.push(await atHalf(line, made, length.seconds))
  }
}

/** How long one waits at half of what can be had: at the peak every answer waits for those before it. */
async function measureAvailability(ground: Ground): Promise<void> {
  progress('availability')
  const ask = availability()
  const expected = 200
  const { perSecond } = await loadClosed(ground.url, ask, { ...length, expected })
  const half = await loadOpen(ground.url, ask, { rate: perSecond / 2, seconds: length.seconds * 2, expected })
  const sql = await sqlMilliseconds(ground, values.quick ? 5 : 25)
  results.availability = { p50: half.p50, p99: half.p99, sql }
  results.halves.push({ scenario: 'availability over 5,000 spaces', ...half })
}

async function measureMemory(ground: Ground): Promise<void> {
  const caller = await callerOf(ground)
  const list = await uncachedList(ground, caller, { limit: 20, days: 7, goal: 0 })
  const long = await uncachedList(ground, caller, { limit: 1_000, days: 30, goal: 0 })
  const made = await creates(ground, 0)
  const mix = [
    { ask: list.ask, rate: 150, expected: 200 },
    { ask: long.ask, rate: 10, expected: 200 },
    { ask: availability(), rate: 20, expected: 200 },
    { ask: made.ask, rate: 50, expected: 201 },
  ]
  // A token is good for a quarter of an hour.
  const minutes = Math.min(14, Number(values.minutes))
  results.memory = await memoryUnderLoad(ground, mix, minutes, (what) => progress(`memory: ${what}`))
}
