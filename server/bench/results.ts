import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { findPgbench } from './ceilings/pgbench.ts'
import type { ComparisonLine } from './comparison.ts'
import type { AgainstLine } from './earlier-commit.ts'
import type { Fixture } from './fixture.ts'
import type { Figures } from './load.ts'
import type { Growth } from './scenarios/growth.ts'
import type { Memory } from './scenarios/memory.ts'

export type Results = {
  lines: ComparisonLine[]
  latencies: (Figures & { scenario: string })[]
  /** Milliseconds. */
  availability: { p50: number; p99: number; sql: number } | null
  /** The lists at two numbers of bookings. */
  growth: { small: number; large: number; lists: Growth[] } | null
  memory: Memory | null
  indexes: { name: string; scans: number; mib: number }[]
}

/** The parts of a run that `results.md` always contains. */
export const partsOfResults = ['comparison', 'availability', 'growth']

/** Whether a run of these parts may replace `results.md`: a run that lacks a part would remove the figures of that part. */
export const isWholeRun = (parts: string[]): boolean => partsOfResults.every((part) => parts.includes(part))

type Cell = string | number

const bookingCount = (count: number) => count.toLocaleString('en')
const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
const mark = (isReached: boolean) => (isReached ? 'yes' : '**no**')
const table = (head: string[], rows: Cell[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** The text of results.md, which names the machine and the date of its figures. */
export async function report(
  results: Results,
  { bookings, query }: Pick<Fixture, 'bookings' | 'query'>,
): Promise<string> {
  const [{ version } = { version: '' }] = await query<{ version: string }>(
    `SELECT current_setting('server_version') AS version`,
  )
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`
  const tool = findPgbench() ? 'pgbench' : 'no pgbench: a bare loop of pg instead'
  return [
    '# Results',
    `${new Date().toISOString().slice(0, 10)} · ${machine} · ${osName()} · Node ${process.version} · PostgreSQL ${version} · ${tool} · ${bookingCount(bookings)} bookings`,
    ...sections(results),
    '',
  ].join('\n\n')
}

function sections({ lines, latencies, availability, growth, memory, indexes }: Results): string[] {
  return [
    ...(lines.length > 0
      ? ['## Compared with the ceiling, measured in the same run', comparisons(lines)]
      : []),
    ...(availability
      ? ['## Availability over 5,000 spaces, bypassing the cache', availabilityTable(availability)]
      : []),
    ...(latencies.length > 0 ? ['## At half of the peak, at a fixed rate', halfRateTable(latencies)] : []),
    ...(growth
      ? [
          `## ${bookingCount(growth.large)} bookings against ${bookingCount(growth.small)}, bypassing the cache`,
          growthTable(growth),
        ]
      : []),
    ...(memory ? ['## Memory under mixed load', memoryTable(memory)] : []),
    ...(indexes.length > 0
      ? ['## How often the indexes of bookings and spaces were used', indexTable(indexes)]
      : []),
  ]
}

const comparisons = (lines: ComparisonLine[]) =>
  table(
    ['scenario', 'requests/s', 'p50 ms', 'p99 ms', 'ceiling', 'ceiling/s', 'ratio', 'goal', 'reached'],
    lines.map((line) => [
      line.scenario,
      number(line.perSecond),
      number(line.p50),
      number(line.p99),
      line.ceiling,
      number(line.ceilingPerSecond),
      line.ratio.toFixed(2),
      line.minRatio,
      mark(line.isReached),
    ]),
  )

/** The medians of both commits; the median of the rounds' ratios, with the smallest and the largest ratio. */
export const againstTable = (commit: string, lines: AgainstLine[]) =>
  table(
    [
      'scenario',
      'requests/s',
      'p50 ms',
      'p99 ms',
      `${commit}/s`,
      'p50 ms',
      'p99 ms',
      'ratio',
      'from … to',
      'p50 ratio',
      'p99 ratio',
    ],
    lines.map(({ scenario, today, earlier, ratio, ratios, p50Ratio, p99Ratio }) => [
      scenario,
      ...[today, earlier].flatMap(({ perSecond, p50, p99 }) => [perSecond, p50, p99].map(number)),
      ratio.toFixed(2),
      `${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)}`,
      p50Ratio.toFixed(2),
      p99Ratio.toFixed(2),
    ]),
  )

const availabilityTable = ({ p50, p99, sql }: NonNullable<Results['availability']>) =>
  table(
    ['', 'ms', 'goal', 'reached'],
    [
      ['p50', number(p50), '≤ 8', mark(p50 <= 8)],
      ['p99', number(p99), '', ''],
      ['p50 of the SQL, as PostgreSQL measures it', number(sql), '≤ 3', mark(sql <= 3)],
    ],
  )

const halfRateTable = (latencies: Results['latencies']) =>
  table(
    ['scenario', 'requests/s', 'p50 ms', 'p99 ms'],
    latencies.map(({ scenario, perSecond, p50, p99 }) => [
      scenario,
      number(perSecond),
      number(p50),
      number(p99),
    ]),
  )

const growthTable = ({ small, large, lists }: NonNullable<Results['growth']>) =>
  table(
    ['list', 'page', `p50 ms at ${bookingCount(small)}`, `at ${bookingCount(large)}`, 'ratio', '≤ 1.5'],
    lists.map(({ list, page, small, large, ratio }) => [
      list,
      page,
      number(small),
      number(large),
      ratio.toFixed(2),
      mark(ratio <= 1.5),
    ]),
  )

const memoryTable = ({ minutes, firstMiB, lastMiB, mostMiB }: Memory) =>
  table(
    ['minutes', 'MiB after the first', 'in the end', 'at most', '< 300'],
    [[minutes, firstMiB, lastMiB, mostMiB, mark(mostMiB < 300)]],
  )

const indexTable = (indexes: Results['indexes']) =>
  table(
    ['index', 'scans', 'MiB'],
    indexes.map(({ name, scans, mib }) => [name, scans, mib]),
  )

/** How often each index was used since the database was made, and its size. */
export const readIndexUse = ({ query }: Fixture) =>
  query<{ name: string; scans: number; mib: number }>(
    `SELECT indexrelname AS name, idx_scan::int AS scans, round(pg_relation_size(indexrelid) / 1048576.0)::int AS mib
     FROM pg_stat_user_indexes WHERE relname IN ('bookings', 'spaces') ORDER BY relname, idx_scan DESC`,
  )

function osName(): string {
  try {
    return /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
