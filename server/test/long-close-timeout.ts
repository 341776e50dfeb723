import { closeTimeoutMs } from '../src/start.ts'

// A test loads this file into a service before its own code. A stop then gives the running requests a minute instead of `closeTimeoutMs`, so
// that the test does not depend on the speed of the machine.
const minuteMs = 60_000
const { setTimeout: setTimer } = globalThis
globalThis.setTimeout = ((callback: () => void, ms?: number, ...words: []) =>
  setTimer(callback, ms === closeTimeoutMs ? minuteMs : ms, ...words)) as typeof setTimeout
