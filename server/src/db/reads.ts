import type pg from 'pg'
import { nameOf, preparedOn, type Statement } from './statement.ts'
import { createMessageReader, errorOf, message } from './wire.ts'

/**
 * Receives each row of a statement: the bytes from `from` to `to` are the body of a DataRow message. It contains the number of columns
 * (`columnCountBytes`), and for each column the length of its value (`lengthBytes`; -1 for null) and the value in binary format.
 */
export type RowHandler = (bytes: Buffer, from: number, to: number) => void

type Options = {
  /**
   * Runs it as a prepared statement. Only for a statement whose plan is good for all values; unlike for `runStatement`, its text may depend
   * on the filters or the limit of a request.
   */
  prepared: boolean
  /** For a statement that is quick for all values: it is sent on a connection that other reads use at the same time. */
  isShort: boolean
}

/**
 * Runs a statement that reads, and passes on its rows as they arrive. `begin` makes the receiver of the rows. It is called a second
 * time where the connection broke or PostgreSQL ended it, because the statement is then sent again, on another connection.
 */
export type ReadRows = <T extends { onRow: RowHandler }>(
  statement: Statement,
  options: Options,
  begin: () => T,
) => Promise<T>

export const columnCountBytes = 2
export const lengthBytes = 4

/** How many connections short reads share. With four, each packet held fewer reads, and PostgreSQL was woken more often. */
const sharedConnections = 2

/**
 * For this long, a connection accepts new reads. Then it goes back to the pool, so that requests that wait for a connection get one,
 * and no read waits long behind a slow one.
 */
const openMs = 100

export function createReadRows(pool: pg.Pool): ReadRows {
  const shared: Pipeline[] = []
  let nextPipeline = 0

  const pipelineFor = ({ isShort }: Options): Pipeline => {
    if (!isShort) return openPipeline(pool)
    nextPipeline = (nextPipeline + 1) % sharedConnections
    const openShared = shared[nextPipeline]
    if (openShared?.isOpen()) return openShared
    const pipeline = openPipeline(pool)
    shared[nextPipeline] = pipeline
    return pipeline
  }

  const run = <T extends { onRow: RowHandler }>(statement: Statement, options: Options, begin: () => T) =>
    new Promise<T>((resolve, reject) => {
      const consumer = begin()
      const name = options.prepared ? nameOf(statement.text, true) : undefined
      const values = statement.values.map(textOf)
      const finish = (error: unknown) => (error === null ? resolve(consumer) : reject(error))
      pipelineFor(options).send({
        text: statement.text,
        values,
        name,
        onRow: consumer.onRow,
        settle: finish,
        error: null,
      })
    })

  return async (statement, options, begin) => {
    try {
      return await run(statement, options, begin)
    } catch (error) {
      if (!(error instanceof BrokenPipeline)) throw error
      // Another read, or the network, broke the connection.
      return run(statement, { ...options, isShort: false }, begin).catch((again) => {
        throw again instanceof BrokenPipeline ? again.cause : again
      })
    }
  }
}

/** The connection ended before the response arrived. */
class BrokenPipeline extends Error {}

type Read = {
  text: string
  values: (string | null)[]
  name: string | undefined
  onRow: RowHandler
  settle(error: unknown): void
  /** The error that PostgreSQL returned, or that `onRow` raised. */
  error: unknown
}

/**
 * A connection of the pool, lent until all its reads have their results. Its reads are sent without waiting for one another
 * (PostgreSQL's pipeline mode).
 */
type Pipeline = { isOpen(): boolean; send(read: Read): void }

function openPipeline(pool: pg.Pool): Pipeline {
  /** The reads without a result yet, in the order in which they were sent. */
  const reads: Read[] = []
  let client: pg.PoolClient | null = null
  let openUntil = Number.POSITIVE_INFINITY

  const end = (error: unknown) => {
    openUntil = 0
    for (const read of reads.splice(0)) read.settle(read.error ?? error)
  }
  const start = (connected: pg.PoolClient) => {
    client = connected
    openUntil = performance.now() + openMs
    const giveBack = readInsteadOfDriver(connected, reads, {
      done: () => {
        openUntil = 0
        giveBack()
        connected.release()
      },
      broken: (error) => {
        giveBack()
        end(new BrokenPipeline('the connection broke', { cause: error }))
        connected.release(true)
      },
    })
    write(connected, reads)
  }
  pool.connect().then(start, end)

  return {
    isOpen: () => performance.now() < openUntil,
    send: (read) => {
      reads.push(read)
      if (client) write(client, [read])
    },
  }
}

/** Reads the messages of the connection instead of the driver, until the returned function is called. */
function readInsteadOfDriver(
  { connection }: pg.PoolClient,
  reads: Read[],
  { done, broken }: { done: () => void; broken: (error: Error) => void },
): () => void {
  const { stream } = connection
  const { parsedStatements, submittedNamedStatements } = preparedOn(connection)
  const driverListeners = stream.listeners('data') as ((chunk: Buffer) => void)[]
  let reason: Error | null = null

  const onData = createMessageReader((type, bytes, from, to) => {
    const read = reads[0]
    if (!read) return
    if (type === message.dataRow) handleRow(read, bytes, from, to)
    else if (type === message.error) {
      const error = errorOf(bytes, from, to)
      // Any other severity ends the connection, whatever read is running: `broken` reports it for all reads.
      if (error.severity === 'ERROR') read.error ??= error
      else reason ??= error
    } else if (type === message.parseComplete && read.name) parsedStatements[read.name] = read.text
    else if (type === message.readyForQuery) {
      reads.shift()
      if (read.name && submittedNamedStatements[read.name]) delete submittedNamedStatements[read.name]
      read.settle(read.error)
      if (reads.length === 0) done()
    }
  })
  const onError = (error: Error) => {
    reason ??= error
  }
  const onClose = () => broken(reason ?? new Error('Connection terminated unexpectedly'))
  stream.on('data', onData).on('error', onError).on('close', onClose)
  for (const listener of driverListeners) stream.off('data', listener)
  return () => {
    for (const listener of driverListeners) stream.on('data', listener)
    stream.off('data', onData).off('error', onError).off('close', onClose)
  }
}

function handleRow(read: Read, bytes: Buffer, from: number, to: number): void {
  if (read.error !== null) return
  try {
    read.onRow(bytes, from, to)
  } catch (error) {
    read.error = error
  }
}

/** The connections that collect output for one packet. */
const corked = new WeakSet<pg.Connection>()

/**
 * The reads of one turn of the event loop are sent as one packet. Each read has a Sync of its own, so its error does not end
 * other reads.
 */
function write({ connection }: pg.PoolClient, reads: Read[]): void {
  if (!corked.has(connection)) {
    corked.add(connection)
    connection.stream.cork()
    setImmediate(() => {
      corked.delete(connection)
      connection.stream.uncork()
    })
  }
  const { parsedStatements, submittedNamedStatements } = preparedOn(connection)
  for (const read of reads) {
    const isParsed = read.name !== undefined && parsedStatements[read.name] !== undefined
    // A statement that is being parsed may turn out to be wrong: until PostgreSQL has responded, it is sent without its name.
    if (read.name && !isParsed && submittedNamedStatements[read.name]) read.name = undefined
    const { name = '', text, values } = read
    if (!isParsed) connection.parse({ text, name, types: [] }, true)
    if (!isParsed && name !== '') submittedNamedStatements[name] = text
    connection.bind({ statement: name, values, binary: 'true' }, true)
    connection.execute(null, true)
    connection.sync()
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (!Array.isArray(value)) return String(value)
  return `{${value.map((item) => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}
