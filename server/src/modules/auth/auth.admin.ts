import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { createAdmin, hasAnyUser, lockAccount, promoteToAdmin } from '../users/user.admin.ts'
import { emailTaken } from '../users/user.problems.ts'
import { hashPassword, verifyPassword } from './auth.hash.ts'
import { deleteSignInData } from './auth.service.ts'

const defaultEmail = 'admin@coworking.local'
const generatePassword = () => randomBytes(12).toString('base64url')

/** The administrator that the service created or found when it started. */
export type AdminAtStart = {
  email: string
  /** `promoted`: it was no administrator or had no password before. `unchanged`: it was an administrator before, and its password stayed. */
  account: 'created' | 'promoted' | 'unchanged'
  isBlocked: boolean
  /**
   * A generated password (`generated`) is shown only this once, as soon as the account exists; `given` means `ADMIN_PASSWORD`; `own` is
   * the password that the account had before.
   */
  password: { generated: string } | 'given' | 'own'
}

/**
 * Makes sure that there is an administrator: the account of `ADMIN_EMAIL`, or on an empty database an account with a generated
 * password. An account of that email that is not an administrator, or has no password, becomes one, gets `ADMIN_PASSWORD` and loses its
 * block; its sessions and mailed tokens end, because a stranger may have registered it. Null where the settings name no administrator and the
 * database has users. Safe when several instances start together.
 */
export async function ensureAdmin(deps: Pick<Deps, 'config' | 'db' | 'clock'>): Promise<AdminAtStart | null> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = deps.config
  const email = (ADMIN_EMAIL ?? defaultEmail).toLowerCase()
  const password = ADMIN_PASSWORD ?? generatePassword()
  const passwordHash = await hashPassword(password)
  const outcome = await inTransaction(deps, async (trx) => {
    if (!ADMIN_EMAIL && (await hasAnyUser(trx))) return null
    const access = { passwordHash, now: deps.clock.now() }
    if (await createAdmin(trx, email, access))
      return { account: 'created' as const, isBlocked: false, passwordHash }
    // Where several instances start on one empty database, the account has the password that the first one generated.
    if (!ADMIN_EMAIL) return null
    const existing = await lockAccount(trx, email)
    if (!existing) throw new Error(`the account ${email} was deleted during the start`)
    const isBlocked = existing.blockedAt !== null
    if (existing.role === 'admin' && existing.passwordHash !== null)
      return { account: 'unchanged' as const, isBlocked, passwordHash: existing.passwordHash }
    await deleteSignInData(trx, existing.id)
    await promoteToAdmin(trx, existing.id, access)
    return { account: 'promoted' as const, isBlocked: false, passwordHash }
  })
  if (!outcome) return null
  const { passwordHash: stored, ...rest } = outcome
  if (!ADMIN_PASSWORD) return { email, ...rest, password: { generated: password } }
  return { email, ...rest, password: (await verifyPassword(stored, password)) ? 'given' : 'own' }
}

/** The text after "Sign in" in the terminal: which account administers, and with which password. Pure. */
export function signInHint(admin: AdminAtStart | null): string {
  if (!admin) return 'as before'
  const { email, account, isBlocked, password } = admin
  if (isBlocked)
    return `as before; ${email} of ADMIN_EMAIL is blocked (another administrator can lift that; so do \`make admin EMAIL=${email}\` and \`coworking-manager admin ${email}\`, which also set a new password)`
  if (typeof password === 'object') return `as ${email} with the password above`
  if (password === 'own') return `as ${email} with its present password, which differs from ADMIN_PASSWORD`
  const note = account === 'promoted' ? ' (its previous sessions have ended)' : ''
  return `as ${email} with your ADMIN_PASSWORD${note}`
}

/**
 * Restores access where no administrator can sign in any more. The account of this email becomes an administrator with a new password
 * and without a block; it is created where it does not exist. Its sessions and mailed tokens end. The password is returned to be shown
 * once. Raises `email_taken` where another request registers the email at that moment.
 */
export async function resetAdmin(
  deps: Pick<Deps, 'db' | 'clock'>,
  email: string,
): Promise<{ account: 'created' | 'changed'; password: string }> {
  const password = generatePassword()
  const passwordHash = await hashPassword(password)
  return inTransaction(deps, async (trx) => {
    const access = { passwordHash, now: deps.clock.now() }
    const existing = await lockAccount(trx, email)
    if (!existing) {
      if (!(await createAdmin(trx, email, access))) throw emailTaken()
      return { account: 'created' as const, password }
    }
    await deleteSignInData(trx, existing.id)
    await promoteToAdmin(trx, existing.id, access)
    return { account: 'changed' as const, password }
  })
}
