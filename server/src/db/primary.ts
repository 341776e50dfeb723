import type pg from 'pg'

// These functions make a failover of PostgreSQL lose no acknowledged change. docs/cluster.md describes the whole.

/** A new connection led to a standby, whose data may be old. */
export class StandbyConnection extends Error {
  override name = 'StandbyConnection'
}

/**
 * PostgreSQL acknowledged a commit that no synchronous standby has confirmed, because somebody cancelled the wait for the standby. If
 * the primary is lost, so is the commit. Only a repetition of the request tells its client whether the change is stored.
 */
export class UnreplicatedCommit extends Error {
  override name = 'UnreplicatedCommit'
}

/** The servers to which the connections of a pool may lead. */
export type AllowedServers = 'primary' | 'any'

/**
 * Raises `StandbyConnection` where the connection leads to a standby. It replaces libpq's `target_session_attrs=primary`, which the
 * driver does not have.
 */
export async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby')
  if (rows[0]?.standby) throw new StandbyConnection('This PostgreSQL is a standby')
}

const readOnly = '25006'

/**
 * Closes a connection on which a write was refused because the server or the session is read-only, when it is given back to the
 * pool: the next request gets a new connection, which may lead to another server.
 */
export function dropReadOnlyConnections(pool: pg.Pool): void {
  const refusedClients = new WeakSet<pg.PoolClient>()
  pool.on('connect', (client) => {
    client.connection.on('errorMessage', ({ code }: pg.DatabaseError) => {
      if (code === readOnly) refusedClients.add(client)
    })
  })
  // The pool keeps no client that is ending.
  pool.on('release', (_error, client) => {
    if (refusedClients.has(client)) client.end().catch(() => {})
  })
}

/**
 * Raises an error for the warning with which PostgreSQL acknowledges a commit that it did not replicate. The warning is recognized by
 * the name of the function that raises it, because its text depends on the server's language.
 */
export function refuseUnreplicatedCommits(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    client.on('notice', ({ routine }: { routine?: string | undefined }) => {
      if (routine !== 'SyncRepWaitForLSN') return
      const error = new UnreplicatedCommit('The commit was not confirmed by a synchronous standby')
      // The event rejects the statement. The connection is closed, because the real response that follows would be taken for that of
      // the next statement.
      client.connection.emit('errorMessage', error)
      client.connection.stream.destroy()
    })
  })
}
