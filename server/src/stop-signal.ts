import { constants } from 'node:os'

const stopSignals = ['SIGTERM', 'SIGINT'] as const
type StopSignal = (typeof stopSignals)[number]

/** Calls `stop` at the first signal of each kind. The same signal again ends the process at once. */
export function onStopSignal(stop: (signal: StopSignal) => void): void {
  for (const signal of stopSignals)
    process.once(signal, () => {
      process.once(signal, endBySignal)
      stop(signal)
    })
}

/** Ends the process by the signal. The kernel does not end process 1 of a container in this way, so `exit` follows. */
export function endBySignal(signal: StopSignal): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  process.exit(128 + constants.signals[signal])
}
