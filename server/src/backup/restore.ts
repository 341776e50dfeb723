import type pg from 'pg'
import { pino } from 'pino'
import { readArguments } from '../arguments.ts'
import { auditBooks } from '../audit/audit.books.ts'
import { checkNames } from '../audit/audit.checks.ts'
import { printFaults } from '../audit/audit.finding.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { processToolConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { createDb, createPool, toolLimits } from '../db/db.ts'
import { readMigrations } from '../db/migrations.ts'
import { reportStartupError } from '../report-startup-error.ts'
import { StartupError } from '../shared/startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { createProgressLine, secondsSince, summaryOf } from './backup.progress.ts'
import { verifyBackup } from './backup.read.ts'
import { assertKnownSchema, restoreBackup } from './backup.restore.ts'

onStopSignal(endBySignal)
const [path] = readArguments({}, 1).positionals
const startedAt = performance.now()
const progress = createProgressLine('Loading')
try {
  if (!path)
    throw new StartupError(
      'Name the file: `make restore FILE=backups/….sql.gz`, or `coworking-manager restore FILE`',
    )
  const config = processToolConfig()
  console.log(`Checking ${path}…`)
  const backup = await verifyBackup(path)
  const migrations = await readMigrations()
  assertKnownSchema(backup, migrations)
  console.log(
    `Restoring the backup of ${backup.header.takenAt} from PostgreSQL ${backup.header.postgres}: ${summaryOf(backup.tables)}…`,
  )
  // A restore does not attach to a running service: it is refused while a service has the embedded database.
  const database = await openDatabase(config, pino({ level: 'error' }))
  try {
    await restoreBackup({
      url: database.url,
      backup,
      migrations,
      beforeCommit: (client) => endSessions(client, backup.header.takenAt),
      onProgress: progress.onProgress,
      print: console.error,
    })
    progress.clear()
    console.log(`Restored in ${secondsSince(startedAt)}. Checking the books…`)
    await audit(database.url, Date.parse(backup.header.takenAt))
  } finally {
    await database.stop()
  }
} catch (error) {
  progress.clear()
  reportStartupError(error)
}

/** Signs everybody out: of the restored sessions and links some were ended or used after the backup was taken, perhaps those of a thief. */
async function endSessions(client: pg.Client, takenAt: string): Promise<void> {
  await client.query('UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL', [takenAt])
  await client.query(`DELETE FROM mailed_tokens WHERE purpose = 'password_reset'`)
}

async function audit(url: string, takenAt: number): Promise<void> {
  const pool = createPool(url, 2, { limits: toolLimits })
  const moment = { now: takenAt, jobsRanAt: null }
  const findings = await auditBooks(createDb(pool, noInvalidation), moment).finally(() => pool.end())
  printFaults(findings)
  if (findings.length > 0)
    throw new StartupError(`Everything is restored, but the books are not right. Faults: ${findings.length}.`)
  console.log(`The books are right: ${checkNames.length} checks. The service can be started.`)
}
