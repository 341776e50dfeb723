import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Outcome } from './cache/answers.ts'
import type { Redis } from './cache/redis.ts'

export type Metrics = {
  registry: Registry
  /** One request that was answered. */
  request(about: { method: string; route: string; status: number; seconds: number }): void
  /** One read that could have been kept. */
  cached(outcome: Outcome): void
}

// From a cached answer to the statement timeout, in seconds.
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** What the service tells of itself, in a registry of its own: there may be two services in a process. */
export function createMetrics(pool: pg.Pool, redis: Redis | null): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  })
  const reads = new Counter({
    name: 'cache_reads_total',
    help: 'Reads that can be kept, by what the cache did for them',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['HIT', 'MISS', 'BYPASS']) reads.inc({ outcome }, 0)
  const losses: Gauge = new Gauge({
    name: 'cache_redis_losses',
    help: 'How often Redis stopped answering since the start',
    registers,
    collect: () => losses.set(redis?.losses() ?? 0),
  })
  const up: Gauge = new Gauge({
    name: 'cache_redis_up',
    help: '1 while Redis answers, 0 while it does not or there is none',
    registers,
    collect: () => up.set(redis?.isUp() ? 1 : 0),
  })
  const connections: Gauge = new Gauge({
    name: 'db_pool_connections',
    help: 'Connections to PostgreSQL: in use, idle, and requests that wait for one',
    labelNames: ['state'],
    registers,
    collect: () => {
      connections.set({ state: 'used' }, pool.totalCount - pool.idleCount)
      connections.set({ state: 'idle' }, pool.idleCount)
      connections.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  return {
    registry,
    request: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    cached: (outcome) => reads.inc({ outcome }),
  }
}
