import { pino } from 'pino'
import { Value } from 'typebox/value'
import { readArguments } from '../arguments.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { processToolConfig } from '../config.ts'
import { attachDatabase } from '../db/database.ts'
import { createDb, createPool } from '../db/db.ts'
import { Uuid } from '../http/schema.ts'
import { finishRefund } from '../modules/payments/payment.refund-check.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { systemClock } from '../shared/clock.ts'
import { formatMoney } from '../shared/money.ts'
import { StartupError } from '../shared/startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'

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
  const database = await attachDatabase(processToolConfig(), pino({ level: 'error' }), { writes: true })
  const pool = createPool(database.url, 2)
  const finished = await finishRefund(
    { db: createDb(pool, noInvalidation), clock: systemClock },
    id,
    result === 'made',
  ).finally(() => pool.end().then(database.stop))
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
