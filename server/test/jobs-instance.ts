import { pino } from 'pino'
import { createDeps } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { startJobs } from '../src/jobs.ts'

// The jobs of one instance in a process of its own: what the service runs, on a clock that the test moves by messages.
// Each is answered, so that the test knows what time it is here.

export type Orders = { now: number; settings?: Record<string, string> }

let now = 0
process.on('message', ({ now: moved, settings }: Orders) => {
  now = moved
  if (settings) start(settings)
  process.send?.('ready')
})
// A test that is over, or was killed, leaves nobody behind.
process.once('disconnect', () => process.exit())

function start(settings: Record<string, string>): void {
  const config = loadConfig(settings)
  const { DATABASE_URL: databaseUrl = '', JWT_SECRET: jwtSecret = '' } = config
  const log = pino({ level: config.LOG_LEVEL })
  startJobs(createDeps({ config, log, databaseUrl, jwtSecret, clock: { now: () => now } }))
}
