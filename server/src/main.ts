import { readArguments } from './arguments.ts'
import { processConfig } from './config.ts'
import { reportStartupError } from './report-startup-error.ts'
import { startService } from './start.ts'
import { endBySignal, onStopSignal } from './stop-signal.ts'

// The service is set up by the environment alone.
readArguments({})
// On a full disk stderr cannot be written either; that error is ignored.
process.stderr.on('error', () => {})

let onSignal = endBySignal
// After the first signal, a signal of the other kind changes nothing, because `service.stop()` is already running; the same signal
// again ends the process at once (stop-signal.ts).
onStopSignal((signal) => onSignal(signal))

// SIGHUP tells many programs to read their settings again; this program reads them only at the start. When a terminal is closed,
// SIGHUP means that nobody is there to stop the service, so the service stops.
let ignoreHangUp = () => {}
const isAtTerminal = process.stdin.isTTY
process.on('SIGHUP', () => (isAtTerminal ? onSignal('SIGTERM') : ignoreHangUp()))

try {
  const service = await startService(processConfig())
  // Without `exit`, a connection on which a statement hangs would keep the process alive.
  onSignal = () => void service.stop().then(() => process.exit())
  ignoreHangUp = () => service.log.info('SIGHUP changes nothing: settings are read at the start')
} catch (error) {
  reportStartupError(error)
}
