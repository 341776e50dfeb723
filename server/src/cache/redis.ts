import { createClient, ErrorReply } from '@redis/client'
import type { Logger } from 'pino'
import { digestOf } from '../shared/version.ts'

// The maximum time of a command. A read waits for the running command and then for its own; a write waits for a command before its commit
// and for another one after it. After the first command that is too late, Redis counts as down, and nothing waits for it.
const deadlineMs = 20
// The extra time where this process itself was too busy to send the command or to read the response in time.
const extraMs = 5
const pingIntervalMs = 250
// Longer than any other instance that can reach Redis needs to notice that Redis is back: that instance must write its unwritten
// invalidations before this instance relies on Redis again.
const quarantineMs = 2_000
const maxReconnectDelayMs = 500

type Client = ReturnType<typeof connect>

export type Redis = {
  client: Client
  /**
   * The name of every key that the service reads or writes. The prefix keeps the keys apart from those of other users of this Redis.
   * Known while Redis is up, and to the listeners of `beforeUp`.
   */
  keyOf(kind: KeyKind, name: string): string
  /**
   * Whether commands are sent to Redis: false from the first failure until a check and the listeners of `beforeUp` have succeeded.
   */
  isUp(): boolean
  /**
   * The id of this run of the server, for names of keys; null while its data cannot be relied on. A restarted server may load an old
   * snapshot: its keys have the id of another run, and are never read.
   */
  trustedServerRunId(): string | null
  /** The id of the run of the server, as soon as Redis is back, for listeners that write to it first. */
  serverRunId(): string | null
  /**
   * Runs commands, within the deadline. Rejects when they fail or are too late, and Redis counts as down from then on; except where a key
   * has a value of another type, which another program has written.
   */
  execute<T>(commands: (client: Client) => Promise<T>): Promise<T>
  /** Makes Redis count as down, until a check and the listeners of `beforeUp` have succeeded. */
  setDown(error: unknown): void
  /** `listener` runs each time before Redis counts as up. */
  beforeUp(listener: () => Promise<void>): void
  /**
   * The number of times that Redis went down: it did not respond within the deadline, or responded with an error, whether or not the
   * connection was lost. A Redis that does not respond at the start is counted once.
   */
  outages(): number
  close(): void
}

/** The kinds of keys in Redis. */
export type KeyKind = 'token' | 'response' | 'limit' | 'check'

const connect = (url: string) =>
  createClient({
    url,
    disableOfflineQueue: true,
    // The client's own timer for each command is not needed: requests have a deadline (`execute`), and the socket has a timeout.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: 1_000,
      // The connection to a server that hangs is closed: because of the regular ping, a response is always expected.
      socketTimeout: 1_000,
      reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, maxReconnectDelayMs),
    },
  })

type Options = {
  url: string
  log: Logger
  /** Distinguishes the database of this service from every other database. */
  databaseIdentity: () => Promise<string>
  timeoutMs?: number | undefined
}

/**
 * A client for a Redis that may stop, hang or come back empty at any moment. A request waits for it no longer than the deadline,
 * and only once: after the first failure Redis counts as down, and a check at fixed intervals detects when it is back.
 */
export function connectRedis({ url, log, databaseIdentity, timeoutMs = deadlineMs }: Options): Redis {
  const client = connect(url)
  let prefix: string | null = null
  const listeners: (() => Promise<void>)[] = []
  let runId: string | null = null
  let upSince: number | null = null
  let outages = 0
  let isChecking = false
  let isDatabaseDown = false
  // Counts connections that were made and lost: the result of a check on one connection does not apply to the next connection.
  let connection = 0
  // The connection since which the identity of the database is known. Until it is, the former prefix is used, but nothing is read.
  let identifiedConnection = -1
  let isIdentifying = false

  const keyOf = (kind: KeyKind, name: string) => {
    if (prefix === null) throw new Error('a key was named before Redis was up')
    return `${prefix}${kind}:${name}`
  }

  const markDown = (error: unknown) => {
    connection += 1
    if (upSince !== null) outages += 1
    if (upSince !== null || outages === 0)
      log.warn({ err: error }, 'Redis fails or does not respond in time; the service continues without it')
    outages = Math.max(outages, 1)
    upSince = null
    if (!client.isReady) runId = null
  }

  const checkConnection = async () => {
    if (!client.isReady) return
    if (isIdentityOutdated()) void identifyDatabase()
    if (isChecking) return
    isChecking = true
    try {
      if (upSince !== null) await withTimeout(timeoutMs, client.ping())
      else await setUp(connection)
    } catch (error) {
      markDown(error)
    } finally {
      isChecking = false
    }
  }

  /**
   * Makes Redis count as up, if it accepts writes. Does not wait for PostgreSQL: the invalidations of this process must reach a
   * restarted Redis before another instance relies on it, also while no connection to PostgreSQL is free.
   */
  const setUp = async (current: number): Promise<void> => {
    const info = await withTimeout(timeoutMs, client.info('server'))
    if (current !== connection) return
    runId = runIdOf(info)
    if (prefix === null) return
    // A replica, or a Redis without free memory, responds to a ping and to reads, and refuses every write.
    await withTimeout(timeoutMs, client.set(keyOf('check', ''), '', { expiration: { type: 'PX', value: 1 } }))
    for (const listener of listeners) {
      if (current !== connection) return
      await listener()
    }
    if (current !== connection) return
    upSince = performance.now()
    if (outages > 0) log.info('Redis is back')
  }

  const isIdentityOutdated = () => identifiedConnection !== connection

  /**
   * Asks the database for its identity after each failure of Redis, because the service may be connected to another database meanwhile.
   * A database that does not respond is no failure of Redis; the next check asks again.
   */
  const identifyDatabase = async (): Promise<void> => {
    if (isIdentifying) return
    isIdentifying = true
    const current = connection
    try {
      const found = prefixOf(await databaseIdentity())
      isDatabaseDown = false
      identifiedConnection = current
      if (found === prefix) return
      if (prefix !== null) {
        connection += 1
        upSince = null
      }
      prefix = found
      void checkConnection()
    } catch (error) {
      if (!isDatabaseDown)
        log.warn(
          { err: error },
          'No cached response is read from Redis until PostgreSQL tells the identity of the database',
        )
      isDatabaseDown = true
    } finally {
      isIdentifying = false
    }
  }

  client.on('error', markDown)
  client.on('ready', () => {
    // Another connection, maybe to another server.
    connection += 1
    upSince = null
    void checkConnection()
  })
  client.connect().catch(() => {})
  const checkTimer = setInterval(checkConnection, pingIntervalMs).unref()

  return {
    client,
    keyOf,
    isUp: () => upSince !== null,
    trustedServerRunId: () =>
      upSince !== null && performance.now() - upSince > quarantineMs && !isIdentityOutdated() ? runId : null,
    serverRunId: () => runId,
    execute: async (commands) => {
      try {
        return await withTimeout(timeoutMs, commands(client))
      } catch (error) {
        if (!isAboutOneKey(error)) markDown(error)
        throw error
      }
    },
    setDown: markDown,
    beforeUp: (listener) => void listeners.push(listener),
    outages: () => outages,
    close: () => {
      clearInterval(checkTimer)
      client.destroy()
    },
  }
}

// The part in braces decides the slot in a Redis cluster: all keys of one database are in one slot.
const prefixOf = (databaseIdentity: string): string => `{coworking:${digestOf(databaseIdentity)}}:`

const isAboutOneKey = (error: unknown): boolean =>
  error instanceof ErrorReply && error.message.startsWith('WRONGTYPE')

/** Rejects after the deadline, but not before the event loop has read the data that has arrived meanwhile. */
const withTimeout = <T>(timeoutMs: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const rejectLate = () => reject(new Error(`no response within ${timeoutMs} ms`))
    let timer = setTimeout(() => {
      timer = setTimeout(() => setImmediate(rejectLate), extraMs)
    }, timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })

function runIdOf(info: string): string {
  const [, id] = /^run_id:(\w+)/m.exec(info) ?? []
  if (id === undefined) throw new Error('INFO of this Redis has no run_id')
  return id
}
