import pg from 'pg'
import { UnreplicatedCommit } from './primary.ts'
import { SilentConnection } from './silence.ts'

// deadlock_detected, serialization_failure, lock_not_available: nothing was written, so the whole transaction can run again.
const retryable = new Set(['40P01', '40001', '55P03'])

/** Thrown inside a transaction that found that rows changed between a read and a lock: the transaction runs again. */
export class RetryTransaction extends Error {
  override name = 'RetryTransaction'
}

/** Whether the database aborted the transaction in favour of others, so that it may succeed if it runs again now. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof RetryTransaction || (error instanceof pg.DatabaseError && retryable.has(error.code ?? ''))

// Out of disk, memory or connections, shutting down, starting up, crashed, too slow for its timeout (57014, or 25P03 and 25P04 for a
// transaction): each of these states ends by itself or is repaired. Nothing was written, except perhaps by a commit whose connection a pooler
// lost (08...), or during which the server stopped (57P0.).
const temporaryStates = /^(53...|57014|57P0[1-5]|25P0[34]|08...)$/

// No right to connect (such as after a change of the password), no such database, a server that takes no writes: each of these states lasts
// until an operator or a failover ends it.
const closedStates = /^(28...|3D000|25006)$/

const failedConnections = new WeakSet<object>()

/** Marks any error of connecting: no statement has caused it. */
export function markFailedConnection<T>(error: T): T {
  if (typeof error === 'object' && error !== null) failedConnections.add(error)
  return error
}

/** Throws the error of a connection attempt again, marked by `markFailedConnection`. */
export function rethrowAsFailedConnection(error: unknown): never {
  throw markFailedConnection(error)
}

// The messages of pg, of its pool and of the system where no connection can be made or a connection was lost.
const lostConnectionMessages =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|ENOENT.*\.s\.PGSQL/

/** Whether the same request may succeed later without a change: the database was busy, or not reachable. */
export function isTemporary(error: unknown): boolean {
  if (isRetryable(error) || failedConnections.has(Object(error))) return true
  if (error instanceof SilentConnection || error instanceof UnreplicatedCommit) return true
  if (error instanceof pg.DatabaseError)
    return temporaryStates.test(error.code ?? '') || closedStates.test(error.code ?? '')
  const { code, message } = error as NodeJS.ErrnoException
  return lostConnectionMessages.test(`${code} ${message}`)
}

/**
 * Whether a commit that failed with this error may have been made: where the connection broke, also between a pooler and PostgreSQL (08...),
 * or the server stopped while the commit waited (57P0.).
 */
export const mayBeCommitted = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) || /^(08|57P)/.test(error.code ?? '')

/**
 * Whether an error may repeat for one row only, so that other rows can be processed without it: it is no failure of the database, or the
 * statement takes too long, or somebody holds a lock that it needs.
 */
export const mayConcernOneRow = (error: unknown): boolean =>
  !isTemporary(error) || isRetryable(error) || (error instanceof pg.DatabaseError && error.code === '57014')
