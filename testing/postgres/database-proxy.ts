import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'

/** A TCP proxy in front of the database. A test can cut its connections and restore them, as a network failure does. */
export type DatabaseProxy = {
  url(databaseUrl: string): string
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>
  restore(): Promise<void>
  /**
   * Stops all data on the open connections, or on `maxConnections` of them, without closing them. New connections work. Returns the local
   * ports of the clients of the silent connections.
   */
  silence(maxConnections?: number): Set<number>
}

export async function openDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { host, port } = new pg.Client({ connectionString: databaseUrl })
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  const sockets = new Set<Socket>()
  const pairs = new Set<{ client: Socket; upstream: Socket; isSilent: boolean }>()
  const server = createServer((client) => {
    const upstream = connect(target)
    const pair = { client, upstream, isSilent: false }
    pairs.add(pair)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one)
          if (pair.isSilent) return
          pairs.delete(pair)
          other.destroy()
        })
      one.pipe(other)
    }
  })
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }
  const open = await listen(0)
  return {
    url: (url) => {
      const { user, password, database } = new pg.Client({ connectionString: url })
      const secret = password ? `:${encodeURIComponent(password)}` : ''
      return `postgres://${user}${secret}@127.0.0.1:${open}/${database}?sslmode=disable`
    },
    cut: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    silence: (maxConnections = pairs.size) => {
      const silenced = [...pairs].filter(({ isSilent }) => !isSilent).slice(0, maxConnections)
      for (const pair of silenced) {
        pair.isSilent = true
        pair.client.unpipe().pause()
        pair.upstream.unpipe().pause()
      }
      return new Set(silenced.map(({ client }) => client.remotePort ?? 0))
    },
    restore: async () => {
      await listen(open)
    },
  }
}
