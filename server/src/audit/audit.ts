import { pino } from 'pino'
import { readArguments } from '../arguments.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { processToolConfig } from '../config.ts'
import { attachDatabase } from '../db/database.ts'
import { createDb, createPool, toolLimits } from '../db/db.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { auditBooks } from './audit.books.ts'
import { checkNames } from './audit.checks.ts'
import { textOfFinding } from './audit.finding.ts'
import { presentMoment } from './audit.moment.ts'
import { findNotes } from './audit.notes.ts'

onStopSignal(endBySignal)
readArguments({})
try {
  const database = await attachDatabase(processToolConfig(), pino({ level: 'error' }))
  const pool = createPool(database.url, 2, { limits: toolLimits, servers: 'any' })
  const db = createDb(pool, noInvalidation)
  const [findings, notes] = await presentMoment(db)
    .then((moment) => auditBooks(db, moment))
    .then(async (found) => [found, await findNotes(db)] as const)
    .finally(() => pool.end().then(database.stop))
  for (const finding of findings)
    console.log(`FAULT  This rule is violated: ${finding.check}\n       ${textOfFinding(finding)}`)
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
