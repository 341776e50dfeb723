import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/**
 * Writes to one node all the time over that node's socket, past HAProxy, like a client that does not know of the failover. Each
 * acknowledged write must be on the new leader, too, because a node that is no longer the leader must not acknowledge writes.
 */
export type DirectWriter = {
  /** The acknowledged numbers, each with the moment when it was sent. */
  acknowledged: Map<number, number>
  stop(): Promise<void>
}

const pauseMs = 200
/** Connections on which PostgreSQL has warned that a COMMIT did not wait for the standby: their writes do not count as acknowledged. */
const unreplicated = new WeakSet<pg.Client>()
let lastNumber = 0

export function startDirectWriter(config: pg.ClientConfig): DirectWriter {
  const acknowledged = new Map<number, number>()
  const stopping = new AbortController()
  let client: pg.Client | null = null
  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        client ??= await connect(config)
        const number = ++lastNumber
        const sentAt = performance.now()
        await client.query('INSERT INTO numbers VALUES ($1)', [number])
        if (!unreplicated.has(client)) acknowledged.set(number, sentAt)
      } catch {
        client?.end().catch(() => {})
        client = null
      }
      await sleep(pauseMs)
    }
  }
  const ended = work()
  return {
    acknowledged,
    stop: async () => {
      stopping.abort()
      client?.connection.stream.destroy()
      await ended
      await client?.end().catch(() => {})
    },
  }
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  client.on('notice', () => unreplicated.add(client))
  await client.connect()
  return client
}

export async function createNumbersTable(config: pg.ClientConfig): Promise<void> {
  const client = await connect(config)
  await client.query('CREATE TABLE numbers (number integer PRIMARY KEY)').finally(() => client.end())
}

type DirectWrites = {
  leader: string
  /** The numbers that this node acknowledged, each with the moment when it was sent. */
  acknowledged: Map<number, number>
  /** The acknowledged numbers that the present leader does not have. */
  lost: number[]
  /** The moment since which another node has acknowledged writes; null where none has. */
  otherWritesSince: number | null
}

/**
 * Finds the acknowledged writes that are lost, and those that were sent to a node when another node was the leader already. The node may
 * acknowledge late what was sent earlier: a frozen node gets the standby's confirmation only when it continues.
 */
export function checkDirectWrites({ leader, acknowledged, lost, otherWritesSince }: DirectWrites) {
  const late = [...acknowledged].filter(([, sentAt]) => sentAt > (otherWritesSince ?? Infinity))
  return {
    late: late.length,
    broken: [
      ...lost.map((number) => `the write ${number} was acknowledged by ${leader} and is lost`),
      ...late.map(
        ([number]) => `the write ${number} was acknowledged by ${leader}, which was no longer the leader`,
      ),
    ],
  }
}

/** Returns those of these numbers that the node does not have. */
export async function findLostNumbers(config: pg.ClientConfig, numbers: number[]): Promise<number[]> {
  const client = await connect(config)
  try {
    const { rows } = await client.query<{ number: number }>('SELECT number FROM numbers')
    const stored = new Set(rows.map(({ number }) => number))
    return numbers.filter((number) => !stored.has(number))
  } finally {
    await client.end()
  }
}
