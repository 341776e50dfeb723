import type pg from 'pg'

// What a pool does so that a failover of PostgreSQL loses nothing that was acknowledged. docs/cluster.md has the whole.

/** A new connection led to a standby, whose data may be old. */
export class StandbyConnection extends Error {
  override name = 'StandbyConnection'
}

/**
 * PostgreSQL acknowledged a commit that no synchronous standby has confirmed, because somebody ended the wait for it. The
 * commit is lost when the primary is. Whether it was done is not known until a repetition has been answered.
 */
export class UnreplicatedCommit extends Error {
  override name = 'UnreplicatedCommit'
}

/** Which servers the connections of a pool may lead to. */
export type Role = 'primary' | 'any'

/**
 * Raises `StandbyConnection` where the connection leads to a standby: the same as libpq's `target_session_attrs=primary`,
 * which the driver does not have.
 */
export async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby')
  if (rows[0]?.standby) throw new StandbyConnection('This PostgreSQL is a standby')
}

const readOnly = '25006'

/**
 * Closes connections on which a write was refused because the server or the session takes none, once they are given
 * back: the next request gets a new connection, which may lead to another server.
 */
export function dropReadOnlyConnections(pool: pg.Pool): void {
  const refused = new WeakSet<pg.PoolClient>()
  pool.on('connect', (client) => {
    client.connection.on('errorMessage', ({ code }: pg.DatabaseError) => {
      if (code === readOnly) refused.add(client)
    })
  })
  // The pool keeps no client that is ending.
  pool.on('release', (_error, client) => {
    if (refused.has(client)) client.end().catch(() => {})
  })
}

/**
 * Makes an error of the warning with which PostgreSQL acknowledges a commit that it did not replicate. It is known by the function
 * that raises it, as its text depends on the server's language.
 */
export function refuseUnreplicatedCommits(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    client.on('notice', ({ routine }: { routine?: string | undefined }) => {
      if (routine !== 'SyncRepWaitForLSN') return
      const error = new UnreplicatedCommit('The commit was not confirmed by a synchronous standby')
      // Rejects the statement. Its real answer then belongs to none: were it read after the next statement was sent, it would reject that.
      client.connection.emit('errorMessage', error)
      client.connection.stream.destroy()
    })
  })
}
