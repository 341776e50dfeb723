import { processConfig } from './config.ts'
import { StartupError } from './shared/startup-error.ts'
import { startService } from './start.ts'

try {
  const service = await startService(processConfig())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void service.stop())
} catch (error) {
  if (!(error instanceof StartupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
