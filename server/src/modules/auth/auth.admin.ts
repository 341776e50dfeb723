import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { createAdmin, hasAnyUser, lockAccount, promoteToAdmin } from '../users/user.admin.ts'
import { emailTaken } from '../users/user.problems.ts'
import { hashPassword, verifyPassword } from './auth.hash.ts'
import { forgetSignIns } from './auth.service.ts'

const inventedEmail = 'admin@coworking.local'
const inventPassword = () => randomBytes(12).toString('base64url')

/** The administrator whom the start of the service has made or found. */
export type StartAdmin = {
  email: string
  /** The result for the account: `kept` means that it was an administrator before, and that its password stayed. */
  account: 'made' | 'promoted' | 'kept'
  isBlocked: boolean
  /**
   * A generated password (`invented`) is shown only this once; `given` means `ADMIN_PASSWORD`; `own` is the password that the
   * account had before.
   */
  password: { invented: string } | 'given' | 'own'
}

/**
 * Makes sure that there is an administrator: the account of `ADMIN_EMAIL`, or on an empty database an account with a generated
 * password. An account of that email that is not an administrator yet gets `ADMIN_PASSWORD`, and its sessions and mailed tokens
 * end, because a stranger may have registered it. Null where the settings name no administrator and the database has users. Safe
 * when several instances start together.
 */
export async function ensureAdmin(deps: Pick<Deps, 'config' | 'db' | 'clock'>): Promise<StartAdmin | null> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = deps.config
  const email = (ADMIN_EMAIL ?? inventedEmail).toLowerCase()
  const password = ADMIN_PASSWORD ?? inventPassword()
  const passwordHash = await hashPassword(password)
  const outcome = await inTransaction(deps, async (trx) => {
    if (!ADMIN_EMAIL && (await hasAnyUser(trx))) return null
    const access = { passwordHash, now: deps.clock.now() }
    const made = { account: 'made' as const, isBlocked: false, passwordHash }
    if (await createAdmin(trx, email, access)) return made
    // Of several instances on one empty database only the first one's password is the account's.
    if (!ADMIN_EMAIL) return null
    const known = await lockAccount(trx, email)
    if (!known) throw new Error(`the account ${email} was deleted during the start`)
    const isBlocked = known.blockedAt !== null
    if (known.role === 'admin' && known.passwordHash !== null)
      return { account: 'kept' as const, isBlocked, passwordHash: known.passwordHash }
    await forgetSignIns(trx, known.id)
    await promoteToAdmin(trx, known.id, access)
    return { ...made, account: 'promoted' as const }
  })
  if (!outcome) return null
  const { passwordHash: stored, ...rest } = outcome
  if (!ADMIN_PASSWORD) return { email, ...rest, password: { invented: password } }
  return { email, ...rest, password: (await verifyPassword(stored, password)) ? 'given' : 'own' }
}

/** The line for the terminal: which account administers, and with which password. Pure. */
export function signInLine(admin: StartAdmin | null): string {
  if (!admin) return 'as before'
  const { email, account, isBlocked, password } = admin
  if (isBlocked) return `as before; ${email} of ADMIN_EMAIL is blocked (make admin EMAIL=${email} lifts that)`
  if (typeof password === 'object')
    return `as ${email} with the password ${password.invented} (shown this once)`
  if (password === 'own') return `as ${email} with the password that it has; ADMIN_PASSWORD is another one`
  const since =
    account === 'promoted' ? ' (it was no administrator before: whoever was signed in is not any more)' : ''
  return `as ${email} with your ADMIN_PASSWORD${since}`
}

/**
 * Restores access where no administrator can sign in any more: the account of this email, made where it does not exist, becomes an
 * administrator with a new password and without a block, and its sessions and mailed tokens end. The password is returned to be
 * shown once. Raises `email_taken` where another request registers the email at that moment.
 */
export async function resetAdmin(
  deps: Pick<Deps, 'db' | 'clock'>,
  email: string,
): Promise<{ account: 'made' | 'changed'; password: string }> {
  const password = inventPassword()
  const passwordHash = await hashPassword(password)
  return inTransaction(deps, async (trx) => {
    const access = { passwordHash, now: deps.clock.now() }
    const known = await lockAccount(trx, email)
    if (!known) {
      if (!(await createAdmin(trx, email, access))) throw emailTaken()
      return { account: 'made' as const, password }
    }
    await forgetSignIns(trx, known.id)
    await promoteToAdmin(trx, known.id, access)
    return { account: 'changed' as const, password }
  })
}
