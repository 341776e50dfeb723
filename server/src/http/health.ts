import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  const late = new Promise<never>((_, reject) => setTimeout(reject, ms, new Error('too late')).unref())
  return Promise.race([work, late])
}

const databaseMs = 2_000
// One that hangs must not make this answer late: whoever asks may wait for a second only, and take the service for dead.
const redisMs = 50

/** `up`, `down`, or `off` where none is configured. */
const stateOf = async (ms: number, ping: Promise<unknown> | null): Promise<'up' | 'down' | 'off'> =>
  ping === null
    ? 'off'
    : within(ms, ping).then(
        () => 'up' as const,
        () => 'down' as const,
      )

/** Liveness without dependencies, and readiness that tells them apart: without Redis the service is ready. */
export function registerHealth(app: FastifyInstance, deps: Pick<Deps, 'db' | 'redis'>): void {
  app.get('/healthz', { schema: { hide: true }, config: { counts: 'never' } }, async () => ({ status: 'ok' }))

  app.get('/readyz', { schema: { hide: true }, config: { counts: 'never' } }, async (_request, reply) => {
    const [postgres, redis] = await Promise.all([
      stateOf(databaseMs, sql`SELECT 1`.execute(deps.db)),
      stateOf(redisMs, deps.redis ? deps.redis.client.ping() : null),
    ])
    const ready = postgres === 'up'
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unavailable', postgres, redis })
  })
}
