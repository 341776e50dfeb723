import { explainDatabase } from './db/explain.ts'

/**
 * Tells who started the service or a tool why it does not go on, in the sentence of a `StartupError` or of what
 * PostgreSQL said, and sets the exit status. Anything else is a fault of ours: it is thrown, with its stack.
 */
export function reportRefusal(error: unknown, exitCode = 1): void {
  const refusal = explainDatabase(error)
  if (!refusal) throw error
  process.stderr.write(`${refusal.message}\n`)
  process.exitCode = exitCode
}
