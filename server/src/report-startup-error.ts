import { startupErrorOf } from './db/operator-messages.ts'
import { StartupError } from './shared/startup-error.ts'

/**
 * Tells the operator why the service or a tool stops, with the sentence of a `StartupError` or of PostgreSQL's
 * message, and sets the exit status. Any other error is a fault of the program: it is thrown, with its stack.
 */
export function reportStartupError(error: unknown, exitCode = 1): void {
  const startupError = startupErrorOf(error)
  if (!startupError) throw error
  process.stderr.write(`${startupError.message}\n`)
  process.exitCode = exitCode
}

// The SQLSTATE codes of a missing table and a missing column.
const missingSchemaCodes = new Set(['42P01', '42703'])
const notSetUp =
  'This database does not have the tables of this version yet: start the service on it once, then run this command again.'

/** `reportStartupError` with exit status 2, for a tool that needs a database that the service has set up. */
export function reportToolStartupError(error: unknown): void {
  const isNotSetUp = missingSchemaCodes.has((error as { code?: string }).code ?? '')
  reportStartupError(isNotSetUp ? new StartupError(notSetUp) : error, 2)
}
