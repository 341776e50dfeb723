import { startupErrorOf } from './db/operator-messages.ts'

/**
 * Tells the operator why the service or a tool stops, with the sentence of a `StartupError` or of PostgreSQL's
 * message, and sets the exit status. Any other error is a fault of the program: it is thrown, with its stack.
 */
export function reportRefusal(error: unknown, exitCode = 1): void {
  const refusal = startupErrorOf(error)
  if (!refusal) throw error
  process.stderr.write(`${refusal.message}\n`)
  process.exitCode = exitCode
}
