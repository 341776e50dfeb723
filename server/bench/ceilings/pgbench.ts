import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import pg from 'pg'

/**
 * One transaction, with one statement in each line. `:name` is a number: each time a random one of a range, or the next of a
 * sequence; `:client_id` is the number of the connection.
 */
export type Script = {
  lines: string[]
  variables: Record<string, [number, number] | 'counter'>
  isNamed: boolean
}

const run = promisify(execFile)
const session = '-c TimeZone=UTC -c lock_timeout=3000'

/** Version 9 comes before version 15. */
const byNumbers = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

/** The newest pgbench on this machine; null where there is none. */
export function findPgbench(): string | null {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/pgbench').sort(byNumbers).reverse()
  const onPath = (process.env.PATH ?? '').split(':').map((dir) => join(dir, 'pgbench'))
  return newest ?? onPath.find((file) => existsSync(file)) ?? null
}

/** How many transactions of a script PostgreSQL completes in a second, measured by pgbench, or by a plain loop where there is no pgbench. */
export function transactionsPerSecond(
  databaseUrl: string,
  script: Script,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const tool = findPgbench()
  return tool
    ? runPgbench(tool, databaseUrl, script, clients, seconds)
    : loop(databaseUrl, script, clients, seconds)
}

async function runPgbench(
  tool: string,
  databaseUrl: string,
  { lines, variables, isNamed }: Script,
  clients: number,
  seconds: number,
): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-pgbench-'))
  try {
    const file = join(dir, 'script.sql')
    const sets = Object.entries(variables).map(([name, range]) =>
      range === 'counter' ? `\\set ${name} :${name} + 1` : `\\set ${name} random(${range[0]}, ${range[1]})`,
    )
    await writeFile(file, [...sets, ...lines, ''].join('\n'))
    const counters = Object.keys(variables).filter((name) => variables[name] === 'counter')
    // Named statements are prepared once; others are parsed and planned every time, as in the service.
    const args = [
      '-n',
      '-M',
      isNamed ? 'prepared' : 'extended',
      '-c',
      `${clients}`,
      '-j',
      '1',
      '-T',
      `${seconds}`,
    ]
    const defined = counters.flatMap((name) => ['-D', `${name}=0`])
    const env = { ...process.env, ...addressOf(databaseUrl), PGOPTIONS: session }
    const { stdout, stderr } = await run(tool, [...args, ...defined, '-f', file], { env }).catch((error) => {
      const output = String(error.stderr).split('\n').slice(0, 3).join('\n')
      throw new Error(`pgbench does not take the script: ${output}`)
    })
    const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
    if (!(perSecond > 0) || /aborted/.test(stderr)) throw new Error(`pgbench: ${stderr || stdout}`)
    return perSecond
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

function addressOf(databaseUrl: string) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const [host, user, secret] = [hostname, username, password].map(decodeURIComponent)
  return {
    PGHOST: host,
    PGPORT: port || '5432',
    PGUSER: user,
    PGPASSWORD: secret,
    PGDATABASE: pathname.slice(1),
  }
}

async function loop(databaseUrl: string, script: Script, clients: number, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000
  const counts = Array.from({ length: clients }, async (_, id) => {
    const client = new pg.Client({ connectionString: databaseUrl, options: session })
    await client.connect()
    let done = 0
    for (; performance.now() < until; done++)
      for (const line of script.lines) await client.query(filled(line, script, id, done))
    await client.end()
    return done
  })
  const done = await Promise.all(counts)
  return done.reduce((sum, n) => sum + n, 0) / seconds
}

const filled = (line: string, { variables }: Script, clientId: number, count: number): string =>
  line.replace(/(?<!:):(\w+)/g, (found, name: string) => {
    if (name === 'client_id') return String(clientId)
    const range = variables[name]
    if (range === undefined) return found
    return String(
      range === 'counter' ? count : Math.floor(range[0] + Math.random() * (range[1] - range[0] + 1)),
    )
  })
