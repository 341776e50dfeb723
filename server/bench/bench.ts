import { writeFile } from 'node:fs/promises'
import { readArguments, readNumber, refuseArguments, selectNames } from '../src/arguments.ts'
import { type BareServer, startBareServer } from './ceilings/bare-http.ts'
import {
  compareWithCeiling,
  measureAtHalfRate,
  type RunSize,
  type ScenarioWithCeiling,
} from './comparison.ts'
import { measureAgainst } from './earlier-commit.ts'
import { type Fixture, prepareFixture } from './fixture.ts'
import { loadClosed } from './load.ts'
import { loadOpen } from './open-loop.ts'
import { againstTable, isWholeRun, partsOfResults, type Results, readIndexUse, report } from './results.ts'
import { type ScenarioName, scenarios } from './scenarios/against.ts'
import { availabilityRequests, sqlMilliseconds } from './scenarios/availability.ts'
import { bookingCreation } from './scenarios/booking-creation.ts'
import { measureGrowth } from './scenarios/growth.ts'
import { adminOf, cachedList, notModifiedList, uncachedList } from './scenarios/lists.ts'
import { memoryUnderLoad } from './scenarios/memory.ts'

// `make bench` runs all but memory; `make bench ARGS='--only memory --minutes 10'` a part. `--keep DIR` leaves the databases
// there and finds them again (delete DIR before a run on another day). `--against COMMIT` measures that commit's service beside today's, and
// nothing else.
const { values } = readArguments({
  quick: { type: 'boolean', default: false },
  keep: { type: 'string' },
  only: { type: 'string' },
  minutes: { type: 'string' },
  against: { type: 'string' },
  scenario: { type: 'string' },
  bookings: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
})
const optionsOfOtherMode = values.against
  ? (['only', 'minutes'] as const)
  : (['scenario', 'bookings', 'rounds', 'seconds'] as const)
for (const name of optionsOfOtherMode.filter((option) => values[option] !== undefined))
  refuseArguments(`--${name} has no meaning ${values.against ? 'with' : 'without'} --against.`)

const selected = selectNames('only', values.only?.split(',') ?? partsOfResults, {
  names: [...partsOfResults, 'memory'],
})
const scenarioNames = Object.keys(scenarios) as ScenarioName[]
const selectedScenarios = selectNames('scenario', values.scenario?.split(',') ?? scenarioNames, {
  names: scenarioNames,
})
const numberOf = (option: 'minutes' | 'bookings' | 'rounds' | 'seconds', otherwise: number) =>
  values[option] === undefined ? otherwise : readNumber(option, values[option])
const minutes = numberOf('minutes', 10)
// A token is valid for 15 minutes.
if (minutes > 14) refuseArguments(`--minutes is at most 14, not "${values.minutes}".`)
const [bookings, rounds, seconds] = values.quick
  ? [numberOf('bookings', 2_000), numberOf('rounds', 2), numberOf('seconds', 1)]
  : [numberOf('bookings', 100_000), numberOf('rounds', 9), numberOf('seconds', 3)]
const bookingCounts = values.quick ? { small: 2_000, large: 20_000 } : { small: 10_000, large: 1_000_000 }
const runSize: RunSize = values.quick
  ? { rounds: 1, seconds: 1, connections: 10 }
  : { rounds: 3, seconds: 4, connections: 10 }
const keep = values.keep ?? null
const startedAt = performance.now()
const progress = (what: string) =>
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${what}\n`)

// An interrupt also stops the services that the benchmark has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const results: Results = {
  lines: [],
  latencies: [],
  availability: null,
  growth: null,
  memory: null,
  indexes: [],
}
if (values.against) await measureAgainstCommit(values.against)
else await measureAgainstCeilings()

async function measureAgainstCommit(commit: string): Promise<void> {
  const lines = await measureAgainst(commit, {
    bookings,
    size: { rounds, seconds, connections: 16 },
    names: selectedScenarios,
    keep,
    progress,
  })
  console.log(againstTable(commit, lines))
}

async function measureAgainstCeilings(): Promise<void> {
  const seeded = (bookings: number) =>
    prepareFixture(bookings, {
      keep,
      // Ten minutes of bookings by 64 members are more than the limit allows.
      settings: { MAX_LIVE_BOOKINGS: '0' },
      progress: (what) => progress(`${bookings.toLocaleString('en')}: ${what}`),
    })
  const large = await seeded(bookingCounts.large)
  const bare = await startBareServer()
  try {
    if (selected.includes('comparison')) await compareAll(large, bare)
    if (selected.includes('availability')) await measureAvailability(large)
    if (selected.includes('growth')) {
      const small = await seeded(bookingCounts.small)
      const samples = values.quick ? 15 : 60
      const named = (list: string) => progress(`growth: ${list}`)
      const lists = await measureGrowth(small, large, { samples, progress: named }).finally(small.stop)
      results.growth = { ...bookingCounts, lists }
    }
    if (selected.includes('memory')) await measureMemory(large)
    results.indexes = await readIndexUse(large)
    const text = await report(results, large)
    console.log(text)
    if (!values.quick && isWholeRun(selected)) await writeFile(new URL('results.md', import.meta.url), text)
  } finally {
    bare.stop()
    await large.stop()
  }
}

async function compareAll(fixture: Fixture, ceiling: BareServer): Promise<void> {
  const reader = await adminOf(fixture)
  const definitions: (() => Promise<ScenarioWithCeiling>)[] = [
    () => cachedList(fixture, ceiling, reader, 20, 0.4),
    () => cachedList(fixture, ceiling, reader, 1_000, 0.75),
    () => uncachedList(fixture, reader, { limit: 20, days: 7, minRatio: 0.45 }),
    () => uncachedList(fixture, reader, { limit: 1_000, days: 30, minRatio: 0.3 }),
    () => notModifiedList(fixture, ceiling, reader, 0.4),
    () => bookingCreation(fixture, 0.55),
  ]
  for (const create of definitions) {
    const scenario = await create()
    progress(scenario.title)
    const line = await compareWithCeiling(runSize, scenario)
    results.lines.push(line)
    progress(
      `  ${line.perSecond.toFixed(0)}/s of ${line.ceilingPerSecond.toFixed(0)}/s: ${line.ratio.toFixed(2)}`,
    )
    results.latencies.push(await measureAtHalfRate(line, scenario, runSize.seconds))
  }
}

/** Measures latency at half of the highest rate: at the highest rate every request waits for earlier ones. */
async function measureAvailability(fixture: Fixture): Promise<void> {
  progress('availability')
  const source = availabilityRequests()
  const expected = 200
  const { perSecond } = await loadClosed(fixture.url, source, { ...runSize, expected })
  const latency = await loadOpen(fixture.url, source, {
    rate: perSecond / 2,
    seconds: runSize.seconds * 2,
    expected,
  })
  const sql = await sqlMilliseconds(fixture, values.quick ? 5 : 25)
  results.availability = { p50: latency.p50, p99: latency.p99, sql }
  results.latencies.push({ scenario: 'availability over 5,000 spaces', ...latency })
}

async function measureMemory(fixture: Fixture): Promise<void> {
  const reader = await adminOf(fixture)
  const list = await uncachedList(fixture, reader, { limit: 20, days: 7, minRatio: 0 })
  const long = await uncachedList(fixture, reader, { limit: 1_000, days: 30, minRatio: 0 })
  const created = await bookingCreation(fixture, 0)
  const mix = [
    { source: list.source, rate: 150, expected: 200 },
    { source: long.source, rate: 10, expected: 200 },
    { source: availabilityRequests(), rate: 20, expected: 200 },
    { source: created.source, rate: 50, expected: 201 },
  ]
  results.memory = await memoryUnderLoad(fixture, mix, minutes, (what) => progress(`memory: ${what}`))
}
