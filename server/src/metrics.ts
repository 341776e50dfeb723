import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Redis } from './cache/redis.ts'
import type { Outcome } from './cache/response-cache.ts'
import type { Replica } from './db/replica.ts'
import type { DatabaseMetrics } from './metrics.view.ts'

export type Metrics = {
  registry: Registry
  /** Counts a request whose response was sent. */
  countRequest(request: { method: string; route: string; status: number; seconds: number }): void
  /** Counts a read of a list that can be cached. */
  countCachedRead(outcome: Outcome): void
  /** Registers at the start which jobs this process runs. */
  registerJob(name: string): void
  /** Counts a run of a job. */
  countJobRun(name: string, run: { seconds: number; failed: boolean }): void
}

type Sources = {
  pool: pg.Pool
  replica: Replica
  redis: Redis | null
  /** Null while the database does not answer. */
  readDatabaseMetrics(): Promise<DatabaseMetrics | null>
  /** The number of log lines that could not be written. */
  lostLogLines(): number
}

// Buckets from the time of a cached response to the statement timeout, in seconds.
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * The metrics of the service, in a separate registry, because there may be two services in a process. Each metric is explained
 * in docs/monitoring.md.
 */
export function createMetrics({ pool, replica, redis, readDatabaseMetrics, lostLogLines }: Sources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its response',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  })
  const reads = new Counter({
    name: 'cache_reads_total',
    help: 'Reads of cached lists, by outcome: HIT, MISS, BYPASS',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['HIT', 'MISS', 'BYPASS']) reads.inc({ outcome }, 0)
  addGauge(registry, 'cache_redis_outages', 'How often Redis stopped working since the start', () =>
    redis ? redis.outages() : 0,
  )
  addGauge(registry, 'cache_redis_up', '1 while Redis works, 0 while it does not or there is none', () =>
    redis?.isUp() ? 1 : 0,
  )
  addPool(registry, pool)
  addReplica(registry, replica)
  addDatabaseMetrics(registry, readDatabaseMetrics)
  const lost: Counter = new Counter({
    name: 'log_lines_lost_total',
    help: 'Lines of the log that could not be written: no room, no reader',
    registers,
    collect: () => {
      lost.reset()
      lost.inc(lostLogLines())
    },
  })
  return {
    registry,
    countRequest: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status }, seconds),
    countCachedRead: (outcome) => reads.inc({ outcome }),
    ...addJobs(registry),
  }
}

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) })
}

function addPool(registry: Registry, pool: pg.Pool): void {
  const connections: Gauge = new Gauge({
    name: 'db_pool_connections',
    help: 'Connections to PostgreSQL: in use, idle, and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      connections.set({ state: 'used' }, pool.totalCount - pool.idleCount)
      connections.set({ state: 'idle' }, pool.idleCount)
      connections.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  addGauge(
    registry,
    'db_pool_max',
    'The most connections that the pool opens: DB_POOL_MAX',
    () => pool.options.max,
  )
}

function addReplica(registry: Registry, replica: Replica): void {
  const registers = [registry]
  const up: Gauge = new Gauge({
    name: 'db_replica_up',
    help: '1 while the replica answers and keeps up, 0 while it does not or there is none',
    registers,
    collect: async () => up.set((await replica.isUp()) ? 1 : 0),
  })
  const reads: Counter = new Counter({
    name: 'db_replica_reads_total',
    help: 'Reads of reports, by the server that answered: the replica, or the primary in its place',
    labelNames: ['answered_by'],
    registers,
    collect: () => {
      reads.reset()
      for (const [answeredBy, count] of Object.entries(replica.reads))
        reads.inc({ answered_by: answeredBy }, count)
    },
  })
}

/** Metrics that are read from the database: while the database does not answer they are absent, rather than wrong. */
function addDatabaseMetrics(
  registry: Registry,
  readDatabaseMetrics: () => Promise<DatabaseMetrics | null>,
): void {
  const add = (name: string, help: string, key: Exclude<keyof DatabaseMetrics, 'isExhausted'>) => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: async () => {
        const databaseMetrics = await readDatabaseMetrics()
        if (databaseMetrics) gauge.set(databaseMetrics[key])
        else gauge.remove()
      },
    })
  }
  const ready: Gauge = new Gauge({
    name: 'service_ready',
    help: '1 while PostgreSQL answers and has not run out of disk, memory or connections, as /readyz says',
    registers: [registry],
    collect: async () => {
      const databaseMetrics = await readDatabaseMetrics()
      ready.set(databaseMetrics && !databaseMetrics.isExhausted ? 1 : 0)
    },
  })
  add('mails_waiting', 'Mails that are still to be sent', 'mailsWaiting')
  add('mails_failed', 'Mails that were given up in the last 30 days', 'mailsFailed')
  add('mails_failed_last_hour', 'Mails that were given up in the last hour', 'mailsFailedLastHour')
  add(
    'mails_oldest_seconds',
    'For how long the oldest mail has waited that is not deferred by the server of its recipient while other mails are sent',
    'oldestMailSeconds',
  )
  add(
    'bookings_overdue_seconds',
    'For how long the oldest due booking has waited to be expired or completed',
    'overdueSeconds',
  )
}

function addJobs(registry: Registry): Pick<Metrics, 'registerJob' | 'countJobRun'> {
  // Not named `job`, because Prometheus itself uses that label.
  const options = { labelNames: ['name'], registers: [registry] }
  const runs = new Counter({ ...options, name: 'jobs_runs_total', help: 'Runs of a job' })
  const failures = new Counter({ ...options, name: 'jobs_failures_total', help: 'Runs of a job that failed' })
  const duration = new Gauge({
    ...options,
    name: 'jobs_last_duration_seconds',
    help: 'How long the last run of a job took',
  })
  const success = new Gauge({
    ...options,
    name: 'jobs_last_success_timestamp_seconds',
    help: 'When a job last ran without a failure; before that, when it was started',
  })
  return {
    registerJob(name) {
      for (const counter of [runs, failures]) counter.inc({ name }, 0)
      duration.set({ name }, 0)
      success.set({ name }, Date.now() / 1_000)
    },
    countJobRun(name, { seconds, failed }) {
      runs.inc({ name })
      duration.set({ name }, seconds)
      if (failed) failures.inc({ name })
      else success.set({ name }, Date.now() / 1_000)
    },
  }
}
