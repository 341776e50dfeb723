import type { Socket } from 'node:net'
import type pg from 'pg'

/** The server, or the network between, has stopped responding. It is unknown whether the statement was executed. */
export class SilentConnection extends Error {
  override name = 'SilentConnection'
}

/**
 * Ends connections of the pool that are lent out and on which nothing has come for so long: whatever was asked on one is
 * rejected at once, and the pool makes another. The idle ones go with it, for what swallowed its answers may have
 * swallowed theirs, and each would keep somebody waiting before that is found out.
 *
 * The driver's own `query_timeout` would reject one statement and leave the connection open, so that the ROLLBACK that
 * follows waited as long again. The limit must be above the server's `statement_timeout`, so that a statement that is
 * merely slow is ended by the server, with an answer.
 */
export function endSilentConnections(pool: pg.Pool, limitMs: number): void {
  const lent = new Set<pg.PoolClient>()
  const idle = new Set<pg.PoolClient>()
  pool.on('acquire', (client) => {
    idle.delete(client)
    lent.add(client)
  })
  pool.on('release', (_error, client) => {
    lent.delete(client)
    idle.add(client)
  })
  pool.on('remove', (client) => idle.delete(client))
  pool.on('connect', (client) => {
    const end = () => {
      if (!lent.has(client)) return
      const silence = new SilentConnection(`PostgreSQL has not answered for ${limitMs} ms`)
      for (const each of [client, ...idle]) each.connection.stream.destroy(silence)
    }
    ;(client.connection.stream as Socket).setTimeout(limitMs, end)
  })
}
