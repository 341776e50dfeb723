import { pino } from 'pino'
import { readArguments } from '../arguments.ts'
import { processToolConfig } from '../config.ts'
import { attachDatabase } from '../db/database.ts'
import { reportStartupError } from '../report-startup-error.ts'
import { systemClock } from '../shared/clock.ts'
import { onStopSignal } from '../stop-signal.ts'
import { createProgressLine, megabytes, secondsSince, summaryOf } from './backup.progress.ts'
import { writeBackup } from './backup.write.ts'

const [dir = 'backups'] = readArguments({}, 1).positionals
const startedAt = performance.now()
const interrupted = new AbortController()
onStopSignal(() => interrupted.abort())
const progress = createProgressLine('Writing')
try {
  const database = await attachDatabase(processToolConfig(), pino({ level: 'error' }))
  const { path, header, tables, bytes, fileBytes } = await writeBackup({
    url: database.url,
    dir,
    clock: systemClock,
    signal: interrupted.signal,
    onProgress: progress.onProgress,
    print: console.error,
  }).finally(database.stop)
  progress.clear()
  console.log(
    `Wrote ${path}: ${summaryOf(tables)} of PostgreSQL ${header.postgres}, ${megabytes(bytes)} in a file of ${megabytes(fileBytes)}, in ${secondsSince(startedAt)}.`,
  )
} catch (error) {
  progress.clear()
  reportStartupError(error)
}
