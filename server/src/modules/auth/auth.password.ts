import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { forbidden, rateLimited } from '../../shared/problems.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'
import { mayWriteTo, queueMail } from '../mails/mail.service.ts'
import { endSessionsOf } from '../sessions/session.service.ts'
import { hashToken } from '../sessions/session.tokens.ts'
import {
  findCredentials,
  getUser,
  holdsPassword,
  lockUserAgainstChange,
  markEmailVerified,
  setPassword,
} from '../users/user.service.ts'
import { tokenInvalid } from './auth.problems.ts'
import * as repository from './auth.repository.ts'
import type { PasswordChange, PasswordResetConfirmation } from './auth.schema.ts'

/** Mails a link for a new password, if the account exists. The response is equal in both cases. */
export async function requestPasswordReset(deps: Pick<Deps, 'db' | 'clock'>, email: string): Promise<void> {
  const user = await findCredentials(deps.db, email)
  if (!user || user.blockedAt) return
  await inTransaction(deps, (trx) => mailLink(trx, user.id, 'password_reset', deps.clock.now()))
}

/** Mails the link that verifies a user's address. */
export const sendVerification = (trx: Tx, userId: string, now: number): Promise<boolean> =>
  mailLink(trx, userId, 'verify_email', now)

/**
 * Sends the verification mail again for a signed-in user; does nothing where the address is verified. Raises `rate_limited`, also
 * where the address has received too many mails.
 */
export async function sendVerificationAgain(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'throttle'>,
  { actor }: Call,
  address: string,
): Promise<void> {
  const { email, emailVerified } = await getUser(deps.db, actor.id)
  if (email === null || emailVerified) return
  await deps.throttle.mail({ email, address })
  const now = deps.clock.now()
  const isLimited = deps.config.RATE_LIMIT_MAX > 0
  if (isLimited && !(await mayWriteTo(deps.db, email, 'verify_email', now)))
    throw rateLimited(undefined, { retryAfter: hourMs / 1000 })
  await inTransaction(deps, (trx) => sendVerification(trx, actor.id, now))
}

/** The link itself is made at the moment of sending (auth.composer.ts). */
const mailLink = (trx: Tx, userId: string, purpose: repository.LinkPurpose, now: number): Promise<boolean> =>
  queueMail(trx, { purpose, kind: purpose, subjectId: userId, subjectVersion: 0, userId }, now)

/**
 * Sets a new password by a mailed token and ends all sessions. Returns the account's email. For hashing, the password waits in the
 * queue under `caller`. Locks the user. Raises `token_invalid`, `unavailable`.
 */
export async function confirmPasswordReset(
  deps: Pick<Deps, 'db' | 'clock' | 'passwords'>,
  { token, password }: PasswordResetConfirmation,
  caller: string,
): Promise<string> {
  const now = toInstant(deps.clock.now())
  // The token is checked before the password is hashed, because hashing is the most expensive step.
  if (!(await repository.hasMailedToken(deps.db, hashToken(token), 'password_reset', now)))
    throw tokenInvalid()
  const passwordHash = await deps.passwords.hash(caller, password)
  return inTransaction(deps, async (trx) => {
    const at = toInstant(deps.clock.now())
    const userId = await useToken(trx, token, 'password_reset', at)
    await setPassword(trx, userId, passwordHash, at)
    // Only a person who reads the mails of that address has the link.
    await markEmailVerified(trx, userId, at)
    await endSessionsOf(trx, userId, at)
    const { email } = await getUser(trx, userId)
    if (email === null) throw new Error('a link was mailed to an account without an email')
    return email
  })
}

/** Locks the user. Raises `token_invalid`. */
export async function verifyEmail(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const at = toInstant(deps.clock.now())
    await markEmailVerified(trx, await useToken(trx, token, 'verify_email', at), at)
  })
}

/**
 * Uses a mailed token up and returns its user. Locks the user before the token is checked: staff may be correcting the address that
 * the token proves. Raises `token_invalid`.
 */
async function useToken(
  trx: Tx,
  token: string,
  purpose: repository.LinkPurpose,
  at: string,
): Promise<string> {
  const tokenHash = hashToken(token)
  const holder = await repository.findUserOfToken(trx, tokenHash)
  if (holder === undefined || !(await lockUserAgainstChange(trx, holder))) throw tokenInvalid()
  const userId = await repository.useMailedToken(trx, tokenHash, purpose, at)
  if (!userId) throw tokenInvalid()
  return userId
}

/**
 * Changes the caller's own password and ends every other session. It is throttled like a sign-in, so that a stolen access token
 * cannot be used to guess the password. Locks the user. Raises `rate_limited`, `forbidden` where the current password is wrong.
 */
export async function changePassword(
  deps: Pick<Deps, 'db' | 'clock' | 'throttle' | 'passwords'>,
  { actor }: Call,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const { email } = await getUser(deps.db, actor.id)
  await deps.throttle.confirm(actor.sessionId ?? actor.id, async () => {
    const currentHash =
      email === null ? null : ((await findCredentials(deps.db, email))?.passwordHash ?? null)
    if ((await deps.passwords.match(actor.id, currentHash, currentPassword)) === 'wrong')
      throw wrongPassword()
    const passwordHash = await deps.passwords.hash(actor.id, newPassword)
    await inTransaction(deps, async (trx) => {
      // Of two simultaneous changes with the old password the first succeeds.
      if (currentHash === null || !(await holdsPassword(trx, actor.id, currentHash))) throw wrongPassword()
      const at = toInstant(deps.clock.now())
      await setPassword(trx, actor.id, passwordHash, at)
      await endSessionsOf(trx, actor.id, at, actor.sessionId)
      await repository.deleteMailedTokens(trx, actor.id, 'password_reset')
    })
  })
}

const wrongPassword = () => forbidden({ en: 'The current password is wrong', ru: 'Текущий пароль неверен' })
