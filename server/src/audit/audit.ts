import { pino } from 'pino'
import { readArguments } from '../arguments.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { processToolConfig } from '../config.ts'
import { attachDatabase } from '../db/database.ts'
import { createDb, createPool, toolLimits } from '../db/db.ts'
import { reportRefusal } from '../refusal.ts'
import { StartupError } from '../shared/startup-error.ts'
import { auditBooks, checkNames } from './audit.checks.ts'
import { findNotes } from './audit.notes.ts'

// The SQLSTATE codes of a missing table and a missing column.
const missingSchemaCodes = new Set(['42P01', '42703'])
const notSetUp =
  'This database does not have the tables of this version yet: start the service on it once, then audit it.'

readArguments({})
// Beside a running service it attaches to the service's database; otherwise it starts the embedded database until it ends.
try {
  const database = await attachDatabase(processToolConfig(), pino({ level: 'error' }))
  const pool = createPool(database.url, 2, toolLimits, 'any')
  const db = createDb(pool, noInvalidation)
  const [findings, notes] = await auditBooks(db)
    .then(async (found) => [found, await findNotes(db)] as const)
    .finally(() => pool.end().then(database.stop))
  for (const { check, id, detail } of findings)
    console.log(`FOUND  not true that ${check}\n       ${id}: ${detail}`)
  for (const { column, id, fault } of notes) console.log(`NOTE   ${column} of ${id} ${fault}`)
  if (notes.length > 0)
    console.log(
      `${notes.length} texts or currencies would not be accepted today. They work, and stay until they are changed.`,
    )
  console.log(
    findings.length === 0
      ? `The books are right: ${checkNames.length} checks.`
      : `${findings.length} faults.`,
  )
  process.exitCode = findings.length === 0 ? 0 : 1
} catch (error) {
  const isNotSetUp = missingSchemaCodes.has((error as { code?: string }).code ?? '')
  reportRefusal(isNotSetUp ? new StartupError(notSetUp) : error, 2)
}
