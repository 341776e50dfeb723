import { readArguments, readNumber } from '../arguments.ts'
import { paymentProviderOf } from '../compose.ts'
import { processConfig } from '../config.ts'
import { ProviderResultUnknown } from '../modules/payments/payment.provider.ts'
import { reconcile } from '../modules/payments/payment.reconcile.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { systemClock } from '../shared/clock.ts'
import { StartupError } from '../shared/startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { onToolDatabase } from '../tool-database.ts'

onStopSignal(endBySignal)
const { days = '30' } = readArguments({ days: { type: 'string' } }).values
const dayCount = readNumber('days', days)
try {
  const config = processConfig()
  const paymentProvider = paymentProviderOf(config)
  const { compared, findings } = await onToolDatabase(config, { writes: false }, (db) =>
    reconcile({ db, clock: systemClock, paymentProvider }, dayCount),
  )
  for (const { id, detail } of findings) console.log(`DIFFERENCE  ${id}: ${detail}`)
  if (findings.length > 0) console.log(`Differences: ${findings.length}.`)
  else if (paymentProvider)
    console.log(`Our books and those of ${paymentProvider.name} agree. Payments and refunds: ${compared}.`)
  else
    console.log(
      'PAYMENTS=none: there is no provider to compare with, and nothing is pending at a former one for more than a day.',
    )
  process.exitCode = findings.length === 0 ? 0 : 1
} catch (error) {
  const refusal =
    error instanceof ProviderResultUnknown &&
    new StartupError(`The books cannot be compared: ${error.message}.`)
  reportToolStartupError(refusal || error)
}
