import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  const late = new Promise<never>((_, reject) => setTimeout(reject, ms, new Error('too late')).unref())
  return Promise.race([work, late])
}

/** `up`, `down`, or `off` where none is configured. */
const stateOf = async (ping: Promise<unknown> | null): Promise<'up' | 'down' | 'off'> =>
  ping === null
    ? 'off'
    : within(2_000, ping).then(
        () => 'up' as const,
        () => 'down' as const,
      )

/** Liveness without dependencies, and readiness that tells them apart: without Redis the service is ready. */
export function registerHealth(app: FastifyInstance, deps: Pick<Deps, 'db' | 'redis'>): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [postgres, redis] = await Promise.all([
      stateOf(sql`SELECT 1`.execute(deps.db)),
      stateOf(deps.redis ? deps.redis.client.ping() : null),
    ])
    const ready = postgres === 'up'
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unavailable', postgres, redis })
  })
}
