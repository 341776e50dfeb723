// The process that runs the trial: failover.ts starts it inside the network namespaces of the trial, where it may make
// the nodes of the cluster, the instances of the service and their load.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FigureRow, median } from '../../../testing/figures.ts'
import { createClient } from '../../../testing/processes/http-client.ts'
import { type MembersFixture, makeMembersFixture } from '../../../testing/processes/members-fixture.ts'
import { createRedisProcess } from '../../../testing/processes/redis-process.ts'
import { adminSettings, runService } from '../../../testing/processes/service-process.ts'
import { findLostBookings, findViolationsByScript } from '../books.ts'
import { startLoad } from '../load.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { createNumbersTable } from './direct-writer.ts'
import { type FaultName, faults } from './faults.ts'
import { type MeasuredClient, measure } from './measured-client.ts'
import { createLoopback, createNamespaces } from './network.ts'
import { type Round, runRound } from './round.ts'

/** The input of the process that runs the trial, from failover.ts. */
export type Task = {
  faultNames: FaultName[]
  rounds: number
  clients: number
  dir: string
  patroni: string
  user: { name: string; id: number } | null
  namespaces: boolean
}

const writeLine = (word: 'BROKEN' | 'SKIPPED' | 'FIGURE', what: string | FigureRow) =>
  console.log(`${word} ${JSON.stringify(what)}`)
const broken = (what: string) => writeLine('BROKEN', what)

async function runTrial(task: Task): Promise<void> {
  const { dir, patroni, user } = task
  const network = task.namespaces ? await createNamespaces() : await createLoopback()
  const cluster = await startCluster({ dir, network, patroni, user })
  console.log('the cluster is complete')
  const leader = await cluster.findLeader()
  if (leader) await createNumbersTable(cluster.directConfig(leader))
  const urls = await startInstances(dir, cluster)
  let requests = 0
  const plain = createClient(() => urls[requests++ % urls.length] ?? '', task.clients + 1)
  const client = measure(plain)
  const fixture = await makeMembersFixture(client, { spaces: 8, members: task.clients })
  const load = startLoad({ client, fixture, onNoResponse: 'retry' })
  const reader = startReader(client, fixture)
  for (const name of task.faultNames) {
    if (name === 'cut' && !network.cables) {
      console.log('*** there are no network namespaces here: cutting the leader off is SKIPPED ***')
      writeLine('SKIPPED', 'cut: there are no network namespaces here')
      continue
    }
    const rounds: Round[] = []
    for (let number = 1; number <= task.rounds; number++) {
      const round = await runRound(faults[name], { cluster, network, load, client })
      rounds.push(round)
      for (const what of round.broken) broken(`${name} ${number}: ${what}`)
      console.log(
        `${name} ${number}: ${inSeconds(round.withoutWritesMs)} s without writes, ${load.acknowledged.size} bookings`,
      )
    }
    writeLine('FIGURE', figuresOf(name, rounds))
  }
  reader.stop()
  await load.stop()
  const acknowledged = [...load.acknowledged.values()]
  const lost = await findLostBookings(cluster.url, acknowledged)
  for (const what of [...lost, ...load.broken, ...(await findViolationsByScript(cluster.url))]) broken(what)
  writeLine('FIGURE', {
    'acknowledged bookings': acknowledged.length,
    'lost or doubled': lost.length,
    writes: `${load.tally}`,
    reads: `${client.reads}`,
  })
  plain.close()
}

async function startInstances(dir: string, { url }: Cluster): Promise<string[]> {
  const redis = createRedisProcess(dir)
  await redis.start()
  // Each member makes more bookings than the default limit allows.
  const unlimited = { MAX_LIVE_BOOKINGS: '0' }
  const settings = { ...adminSettings, ...unlimited, DATABASE_URL: url, REDIS_URL: redis.url }
  const runs = [1, 2].map(() => runService(settings))
  process.once('exit', () => {
    for (const [index, run] of runs.entries())
      appendFileSync(join(dir, `service${index + 1}.log`), run.log() + run.output())
  })
  return Promise.all(runs.map((run) => run.ready()))
}

/** Starts a client that reads bookings and spaces all the time. It reports each response that is neither 200 nor 503. */
function startReader(client: MeasuredClient, { members }: MembersFixture): { stop(): void } {
  let stopped = false
  const read = async () => {
    while (!stopped) {
      const token = await members[0]?.token()
      for (const path of ['bookings', 'spaces']) {
        const response = await client
          .request('GET', path, { ...(token && { token }) })
          .catch((error: Error) => {
            client.reads.add(error.message)
            return null
          })
        if (response && response.status !== 200 && response.status !== 503)
          broken(`GET ${path}: ${response.status} ${response.body.code}`)
      }
      await sleep(200)
    }
  }
  void read()
  return {
    stop() {
      stopped = true
    },
  }
}

function figuresOf(name: FaultName, rounds: Round[]): FigureRow {
  const gaps = rounds.map((round) => round.withoutWritesMs)
  const returns = rounds.map((round) => round.withoutWritesAtReturnMs)
  return {
    failover: `${name} of the ${faults[name].victim}, ${rounds.length} rounds`,
    'without writes, median s': inSeconds(median(gaps)),
    'worst s': inSeconds(Math.max(...gaps)),
    'at its return, worst s': inSeconds(Math.max(...returns)),
    'acknowledged by the old leader': rounds.reduce((sum, round) => sum + round.acknowledgedByOldLeader, 0),
  }
}

const inSeconds = (ms: number): string => (ms / 1_000).toFixed(1)

const task = JSON.parse(process.argv[2] ?? '') as Task
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
await runTrial(task).then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
