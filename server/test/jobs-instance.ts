import { pino } from 'pino'
import { createDeps } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { startJobs } from '../src/jobs.ts'

// Runs the jobs of one instance in a separate process: the service's own jobs, with a clock that the test moves by messages.
// Each message is answered, so that the test knows the time of this process.

export type Orders = { now: number; settings?: Record<string, string> }

let now = 0
process.on('message', ({ now: moved, settings }: Orders) => {
  now = moved
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
