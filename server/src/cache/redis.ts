import { createClient } from '@redis/client'
import type { Logger } from 'pino'

export type Redis = ReturnType<typeof connectRedis>

/**
 * A client that keeps trying in the background and never makes a caller wait for a connection: while Redis is away every
 * command fails at once.
 */
export function connectRedis(url: string, log: Logger) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) },
  })
  let down = false
  client.on('error', (error: Error) => {
    if (!down) log.warn({ err: error }, 'Redis cannot be reached; going on without it')
    down = true
  })
  client.on('ready', () => {
    if (down) log.info('Redis is back')
    down = false
  })
  client.connect().catch(() => {})
  return client
}
