import { pino } from 'pino'
import { Value } from 'typebox/value'
import { readArguments } from '../arguments.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { processToolConfig } from '../config.ts'
import { attachDatabase } from '../db/database.ts'
import { createDb, createPool } from '../db/db.ts'
import { resetAdmin } from '../modules/auth/auth.admin.ts'
import { Email } from '../modules/users/user.schema.ts'
import { reportRefusal } from '../refusal.ts'
import { systemClock } from '../shared/clock.ts'
import { StartupError } from '../shared/startup-error.ts'

// The SQLSTATE codes of a missing table and a missing column.
const missingSchemaCodes = new Set(['42P01', '42703'])
const notSetUp = 'This database does not have the tables of this version yet: start the service on it once.'

const [email = ''] = readArguments({}, 1).positionals
// Beside a running service it attaches to the service's database; otherwise it starts the embedded database until it ends.
try {
  if (!Value.Check(Email, email))
    throw new StartupError('Name the account: make admin EMAIL=olga@example.com')
  const database = await attachDatabase(processToolConfig(), pino({ level: 'error' }), { writes: true })
  const pool = createPool(database.url, 2)
  const { account, password } = await resetAdmin(
    { db: createDb(pool, noInvalidation), clock: systemClock },
    email,
  ).finally(() => pool.end().then(database.stop))
  const createdNote = account === 'created' ? 'There was no account with this email: it was created.\n' : ''
  console.log(`${createdNote}${email} is an administrator now; all sessions of this account have ended.
  Password  ${password} (shown this once; change it in the profile)`)
} catch (error) {
  const isNotSetUp = missingSchemaCodes.has((error as { code?: string }).code ?? '')
  reportRefusal(isNotSetUp ? new StartupError(notSetUp) : error, 2)
}
