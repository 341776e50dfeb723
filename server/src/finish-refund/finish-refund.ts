import { Value } from 'typebox/value'
import { readArguments } from '../arguments.ts'
import { processToolConfig } from '../config.ts'
import { Uuid } from '../http/schema.ts'
import { finishRefund } from '../modules/payments/payment.refund-check.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { systemClock } from '../shared/clock.ts'
import { formatMoney } from '../shared/money.ts'
import { StartupError } from '../shared/startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { onToolDatabase } from '../tool-database.ts'

const usage = `Name the refund, and say whether it was made according to the provider:
  make finish-refund REFUND=0190b6c2-… RESULT=made        the money is on the card
  make finish-refund REFUND=0190b6c2-… RESULT=not-made    the money comes back to the balance
In a deployment: coworking-manager finish-refund 0190b6c2-… made, or not-made`

const refusals = {
  unknown: 'There is no refund with this id.',
  ended: 'This refund has ended already: nothing was changed.',
  recent:
    'This refund was requested less than 26 hours ago: the service may still learn its result. Nothing was changed.',
}

onStopSignal(endBySignal)
const [id = '', result = ''] = readArguments({}, 2).positionals
try {
  if (!Value.Check(Uuid, id) || !['made', 'not-made'].includes(result)) throw new StartupError(usage)
  const finished = await onToolDatabase(processToolConfig(), { writes: true }, (db) =>
    finishRefund({ db, clock: systemClock }, id, result === 'made'),
  )
  if ('reason' in finished) throw new StartupError(refusals[finished.reason])
  const { amount, currency } = finished
  const sum = formatMoney(amount, currency, 'en')
  console.log(
    result === 'made'
      ? `The refund of ${sum} has succeeded.`
      : `The refund of ${sum} has failed: the money is on the balance again.`,
  )
} catch (error) {
  reportToolStartupError(error)
}
