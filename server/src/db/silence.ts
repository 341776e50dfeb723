import type { Socket } from 'node:net'
import type pg from 'pg'

/** The server, or the network between, has stopped responding. It is unknown whether the statement was executed. */
export class SilentConnection extends Error {
  override name = 'SilentConnection'
}

/**
 * Ends connections of the pool that are in use and on which nothing has arrived for `limitMs`: their statements are rejected at
 * once, and the pool makes new connections. Idle connections are ended as well, because they may be broken for the same reason,
 * and each would let a request wait before that is detected.
 *
 * The driver's own `query_timeout` would reject one statement and leave the connection open, so that the ROLLBACK that follows
 * would wait as long again. The limit must be above the server's `statement_timeout`, so that the server itself ends a statement
 * that is only slow.
 */
export function endSilentConnections(pool: pg.Pool, limitMs: number): void {
  const lentClients = new Set<pg.PoolClient>()
  const idleClients = new Set<pg.PoolClient>()
  pool.on('acquire', (client) => {
    idleClients.delete(client)
    lentClients.add(client)
  })
  pool.on('release', (_error, client) => {
    lentClients.delete(client)
    idleClients.add(client)
  })
  pool.on('remove', (client) => idleClients.delete(client))
  pool.on('connect', (client) => {
    const end = () => {
      if (!lentClients.has(client)) return
      const error = new SilentConnection(`PostgreSQL has not responded for ${limitMs} ms`)
      for (const eachClient of [client, ...idleClients]) eachClient.connection.stream.destroy(error)
    }
    const stream = client.connection.stream as Socket
    stream.setTimeout(limitMs)
    // A listener that is passed to `setTimeout` is called once only, and a connection that idles in the pool would use it up.
    stream.on('timeout', end)
  })
}
