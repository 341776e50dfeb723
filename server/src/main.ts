import { processConfig } from './config.ts'
import { reportRefusal } from './refusal.ts'
import { startService } from './start.ts'

try {
  const service = await startService(processConfig())
  // A connection that a stuck statement keeps open must not keep the process. A second signal ends it at once.
  const stop = () => void service.stop().then(() => process.exit())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
} catch (error) {
  reportRefusal(error)
}
