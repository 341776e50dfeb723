import { constants } from 'node:os'
import { readArguments } from './arguments.ts'
import { processConfig } from './config.ts'
import { reportRefusal } from './refusal.ts'
import { startService } from './start.ts'

// The service is set up by the environment alone.
readArguments({})
// On a full disk stderr cannot be written either; that error is ignored.
process.stderr.on('error', () => {})
// SIGHUP tells many programs to read their settings again; this program reads them only at the start. When a terminal is closed,
// SIGHUP means that nobody is there to stop the service, so the service stops.
let onHangUp = () => {}
process.on('SIGHUP', () => onHangUp())

/** Ends the process by the signal. The kernel does not end process 1 of a container in this way, so `exit` follows. */
let onStopSignal = (signal: 'SIGTERM' | 'SIGINT'): void => {
  process.kill(process.pid, signal)
  process.exit(128 + constants.signals[signal])
}
// The same signal again ends the process at once; another signal waits for the stop that runs.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => onStopSignal(signal))

try {
  const service = await startService(processConfig())
  // Without `exit`, a connection on which a statement hangs would keep the process alive.
  const stop = () => void service.stop().then(() => process.exit())
  onStopSignal = stop
  onHangUp = process.stdin.isTTY
    ? stop
    : () => service.log.info('SIGHUP changes nothing: settings are read at the start')
} catch (error) {
  reportRefusal(error)
}
