import { pino } from 'pino'
import { createDeps } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { startJobs } from '../src/jobs.ts'

// Runs the jobs of one instance in a separate process: the service's own jobs, with a clock that the test sets by messages. This process
// answers each message after its clock was set.

/** A message to the process: the time, and in the first message the settings with which the jobs start. */
export type InstanceMessage = { now: number; settings?: Record<string, string> }

let now = 0
process.on('message', ({ now: newNow, settings }: InstanceMessage) => {
  now = newNow
  if (settings) start(settings)
  process.send?.('ready')
})
// The process ends when the test is over or was killed.
process.once('disconnect', () => process.exit())

function start(settings: Record<string, string>): void {
  const config = loadConfig(settings)
  const { DATABASE_URL: databaseUrl = '', JWT_SECRET: jwtSecret = '' } = config
  const log = pino({ level: config.LOG_LEVEL })
  startJobs(createDeps({ config, log, databaseUrl, jwtSecret, clock: { now: () => now } }))
}
