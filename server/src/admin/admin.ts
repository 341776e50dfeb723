import { Value } from 'typebox/value'
import { readArguments } from '../arguments.ts'
import { processToolConfig } from '../config.ts'
import { resetAdmin } from '../modules/auth/auth.admin.ts'
import { Email } from '../modules/users/user.schema.ts'
import { reportToolStartupError } from '../report-startup-error.ts'
import { systemClock } from '../shared/clock.ts'
import { StartupError } from '../shared/startup-error.ts'
import { endBySignal, onStopSignal } from '../stop-signal.ts'
import { onToolDatabase } from '../tool-database.ts'

onStopSignal(endBySignal)
const [email = ''] = readArguments({}, 1).positionals
try {
  if (!Value.Check(Email, email))
    throw new StartupError(
      'Name the account: `make admin EMAIL=olga@example.com`, or `coworking-manager admin olga@example.com`',
    )
  const { account, password } = await onToolDatabase(processToolConfig(), { writes: true }, (db) =>
    resetAdmin({ db, clock: systemClock }, email),
  )
  const createdNote = account === 'created' ? 'There was no account with this email: it was created.\n' : ''
  console.log(`${createdNote}${email} is an administrator now; all sessions of this account have ended.
  Password  ${password} (shown this once; change it in the profile)`)
} catch (error) {
  reportToolStartupError(error)
}
