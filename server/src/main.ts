import { readArguments } from './arguments.ts'
import { processConfig } from './config.ts'
import { reportStartupError } from './report-startup-error.ts'
import { startService } from './start.ts'
import { endBySignal, onStopSignal } from './stop-signal.ts'

// The service is set up by the environment alone.
readArguments({})
// On a full disk stderr cannot be written either; that error is ignored.
process.stderr.on('error', () => {})
// SIGHUP tells many programs to read their settings again; this program reads them only at the start. When a terminal is closed,
// SIGHUP means that nobody is there to stop the service, so the service stops.
let onHangUp = () => {}
process.on('SIGHUP', () => onHangUp())

let onSignal = endBySignal
// After the first signal, another signal changes nothing: `service.stop()` is already running.
onStopSignal((signal) => onSignal(signal))

try {
  const service = await startService(processConfig())
  // Without `exit`, a connection on which a statement hangs would keep the process alive.
  const stop = () => void service.stop().then(() => process.exit())
  onSignal = stop
  onHangUp = process.stdin.isTTY
    ? stop
    : () => service.log.info('SIGHUP changes nothing: settings are read at the start')
} catch (error) {
  reportStartupError(error)
}
