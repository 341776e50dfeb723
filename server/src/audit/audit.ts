import { readArguments } from '../arguments.ts'
import { processToolConfig } from '../config.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { onToolDatabase } from '../tool-database.ts'
import { auditBooks } from './audit.books.ts'
import { checkNames } from './audit.checks.ts'
import { printFaults } from './audit.finding.ts'
import { presentMoment } from './audit.moment.ts'
import { findNotes } from './audit.notes.ts'

onStopSignal(endBySignal)
readArguments({})
try {
  const { findings, notes } = await onToolDatabase(processToolConfig(), { writes: false }, async (db) => ({
    findings: await auditBooks(db, await presentMoment(db)),
    notes: await findNotes(db),
  }))
  printFaults(findings)
  for (const { column, id, reason } of notes) console.log(`NOTE   ${column} of ${id} ${reason}`)
  if (notes.length > 0)
    console.log(
      `Texts or currencies that would not be accepted today: ${notes.length}. They stay until they are changed. A balance in such a currency can be paid out, but not topped up.`,
    )
  console.log(
    findings.length === 0
      ? `The books are right: ${checkNames.length} checks.`
      : `Faults: ${findings.length}.`,
  )
  process.exitCode = findings.length === 0 ? 0 : 1
} catch (error) {
  reportToolStartupError(error)
}
