import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import { withDeadline } from '../shared/deadline.ts'

const withTimeout = <T>(ms: number, work: Promise<T>): Promise<T> =>
  withDeadline(ms, work, () => new Error('too late'))

const databaseMs = 2_000
// A replica that hangs must not delay this response: a probe may wait for only a second before it regards the service as dead.
const replicaMs = 500

// Probes ask every few seconds; a client that asks more often gets the last result.
const readyMs = 1_000

/** Runs `read` at most once in `ms` milliseconds. All calls in that time share one result. */
function cachedFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let cached: { result: Promise<T>; until: number } | null = null
  return () => {
    const now = performance.now()
    if (!cached || cached.until <= now) cached = { result: read(), until: now + ms }
    return cached.result
  }
}

/**
 * `off` where no Redis is configured. `up` means that the service uses it: a Redis that takes no writes, such as a replica, answers a ping,
 * too.
 */
const redisState = (redis: Deps['redis']): 'up' | 'down' | 'off' =>
  redis === null ? 'off' : redis.isUp() ? 'up' : 'down'

/** `exhausted`: PostgreSQL responds, but has run out of disk, memory or connections. */
async function databaseState({ db, exhaustion }: Pick<Deps, 'db' | 'exhaustion'>) {
  try {
    await withTimeout(databaseMs, sql`SELECT 1`.execute(db))
  } catch {
    return 'down'
  }
  return (await withTimeout(databaseMs, exhaustion.isStillPresent()).catch(() => true)) ? 'exhausted' : 'up'
}

/** Liveness without dependencies, and readiness that reports each dependency: without Redis the service is still ready. */
export function registerHealth(
  app: FastifyInstance,
  deps: Pick<Deps, 'db' | 'redis' | 'replica' | 'exhaustion'>,
): void {
  app.get('/healthz', { schema: { hide: true }, config: { rateLimit: 'off' } }, async () => ({
    status: 'ok',
  }))

  const readStates = cachedFor(readyMs, () =>
    Promise.all([databaseState(deps), withTimeout(replicaMs, deps.replica.isUp()).catch(() => false)]),
  )
  app.get('/readyz', { schema: { hide: true }, config: { rateLimit: 'off' } }, async (_request, reply) => {
    const [databaseNow, isReplicaUp] = await readStates()
    // Exhaustion that a request has met since the last check counts at once.
    const postgres = databaseNow === 'up' && deps.exhaustion.wasSeenRecently() ? 'exhausted' : databaseNow
    const ready = postgres === 'up'
    const replica = isReplicaUp === null ? {} : { replica: isReplicaUp ? 'up' : 'down' }
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'unavailable', postgres, redis: redisState(deps.redis), ...replica })
  })
}
