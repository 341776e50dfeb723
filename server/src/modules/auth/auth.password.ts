import type { Db, Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { forbidden, limitReached } from '../../shared/problems.ts'
import { dayMs, hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import {
  countMailsSince,
  deleteWaitingMailsOf,
  findReachedMailLimit,
  queueMail,
} from '../mails/mail.service.ts'
import { endSessionsOf } from '../sessions/session.service.ts'
import { hashToken } from '../sessions/session.tokens.ts'
import {
  findCredentials,
  getOwnUser,
  getUser,
  lockUserAgainstChange,
  lockUserWithPasswordHash,
  markEmailVerified,
  queueVerificationMail,
  setPassword,
} from '../users/user.service.ts'
import { tokenInvalid } from './auth.problems.ts'
import * as repository from './auth.repository.ts'
import type { PasswordChange, PasswordResetConfirmation } from './auth.schema.ts'

// How many links for a new password are queued for one account in a day. Anybody can request them, so an account that has reached this
// number still gets one where none was queued for an hour, which is as long as a link is valid. For an email that is not verified the limits
// at sending are stricter, and count only what was sent.
export const resetMailsPerDay = 10

/**
 * Mails a link for a new password, if there is such an account, it is not blocked, and its limit is not reached. The response is equal in
 * all cases.
 */
export async function requestPasswordReset(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  email: string,
): Promise<void> {
  const user = await findCredentials(deps.db, email)
  if (!user || user.blockedAt) return
  const now = deps.clock.now()
  // The link itself is made at the moment of sending (auth.composer.ts).
  const purpose = 'password_reset'
  const mail = { purpose, kind: purpose, subjectId: user.id, userId: user.id } as const
  await inTransaction(deps, async (trx) => {
    const countSince = (since: number) => countMailsSince(trx, user.id, purpose, { since, now })
    const isLimited =
      deps.config.RATE_LIMIT_MAX > 0 &&
      user.emailVerifiedAt !== null &&
      (await countSince(now - dayMs)) >= resetMailsPerDay &&
      (await countSince(now - hourMs)) > 0
    if (!isLimited) await queueMail(trx, mail, now)
  })
}

/**
 * Mails the link that verifies the actor's email once more; does nothing where the email is verified. Raises `rate_limited`, also where
 * too many mails were sent to the email or to all unverified addresses, and `unauthenticated` where the account has just been deleted or
 * merged.
 */
export async function requestVerificationMail(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'throttle'>,
  { actor }: Call,
  ip: string,
): Promise<void> {
  const { email, emailVerified } = await getOwnUser(deps.db, actor)
  if (email === null || emailVerified) return
  await deps.throttle.countMail({ email, ip, userId: actor.id })
  const now = deps.clock.now()
  const isLimited = deps.config.RATE_LIMIT_MAX > 0
  const reachedAt = (at: number) => findReachedMailLimit(deps.db, email, 'verify_email', at)
  const reached = isLimited ? await reachedAt(now) : null
  if (reached !== null) {
    // The mails of the limit count for a day, or for an hour: whichever it is, the request may be sent again after the named time.
    const retryAfterMs = (await reachedAt(now + hourMs)) === null ? hourMs : dayMs
    throw limitReached(reached, retryAfterMs)
  }
  await inTransaction(deps, (trx) => queueVerificationMail(trx, actor.id, now))
}

/**
 * Sets a new password by a mailed token and ends all sessions. Returns the account's email. For hashing, the password waits in the
 * queue under `queueKey`. Locks the user. Raises `token_invalid`, `unavailable`.
 */
export async function confirmPasswordReset(
  deps: Pick<Deps, 'db' | 'clock' | 'passwords'>,
  { token, password }: PasswordResetConfirmation,
  queueKey: string,
): Promise<string> {
  const now = toInstant(deps.clock.now())
  // The token is checked before the password is hashed, because hashing is the most expensive step.
  if (!(await repository.hasMailedToken(deps.db, hashToken(token), 'password_reset', now)))
    throw tokenInvalid()
  const passwordHash = await deps.passwords.hash(queueKey, password)
  return inTransaction(deps, async (trx) => {
    const at = toInstant(deps.clock.now())
    const userId = await spendToken(trx, token, 'password_reset', at)
    const { hasPassword } = await getUser(trx, userId)
    await setPassword(trx, userId, passwordHash, at)
    // Only a person who reads the mails of that email has the link.
    await markEmailVerified(trx, userId, at)
    await endSessionsOf(trx, userId, at)
    await deleteResetLinks(trx, userId)
    if (hasPassword) await queueChangedMail(trx, userId, toMs(at))
    const { email } = await getUser(trx, userId)
    if (email === null) throw new Error('a link was mailed to an account without an email')
    return email
  })
}

/** Locks the user. Raises `token_invalid`. */
export async function verifyEmail(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const at = toInstant(deps.clock.now())
    await markEmailVerified(trx, await spendToken(trx, token, 'verify_email', at), at)
  })
}

/**
 * Spends a mailed token and returns its user. Locks the user before the token is checked: staff may be correcting the email that
 * the token verifies. Raises `token_invalid`.
 */
async function spendToken(
  trx: Tx,
  token: string,
  purpose: repository.MailedTokenPurpose,
  at: string,
): Promise<string> {
  const tokenHash = hashToken(token)
  const holder = await repository.findUserOfToken(trx, tokenHash)
  if (holder === undefined || !(await lockUserAgainstChange(trx, holder))) throw tokenInvalid()
  const userId = await repository.spendMailedToken(trx, tokenHash, purpose, at)
  if (!userId) throw tokenInvalid()
  return userId
}

/**
 * Changes the actor's own password and ends every other session. It is throttled like a sign-in, so that a stolen access token
 * cannot be used to guess the password. Locks the user. Raises `rate_limited`, `unavailable`, `forbidden` where the current password
 * is wrong, `unauthenticated` where the account has just been deleted or merged.
 */
export async function changePassword(
  deps: Pick<Deps, 'db' | 'clock' | 'throttle' | 'passwords'>,
  { actor }: Call,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const { email } = await getOwnUser(deps.db, actor)
  await deps.throttle.checkPassword(actor.sessionId ?? actor.id, async () => {
    const currentHash =
      email === null ? null : ((await findCredentials(deps.db, email))?.passwordHash ?? null)
    if ((await deps.passwords.match(actor.id, currentHash, currentPassword)) === 'wrong')
      return refuseWrongPassword(deps.db, actor)
    const passwordHash = await deps.passwords.hash(actor.id, newPassword)
    await inTransaction(deps, async (trx) => {
      // Of two simultaneous changes with the old password the first succeeds.
      if (currentHash === null || !(await lockUserWithPasswordHash(trx, actor.id, currentHash)))
        return refuseWrongPassword(trx, actor)
      const at = toInstant(deps.clock.now())
      await setPassword(trx, actor.id, passwordHash, at)
      await endSessionsOf(trx, actor.id, at, actor.sessionId)
      await deleteResetLinks(trx, actor.id)
      await queueChangedMail(trx, actor.id, toMs(at))
    })
  })
}

/** Tells the owner of the account, in case that somebody else has changed the password. */
const queueChangedMail = (trx: Tx, userId: string, now: number): Promise<boolean> =>
  queueMail(trx, { purpose: 'password_changed', kind: 'password_changed', subjectId: userId, userId }, now)

/**
 * Deletes the links for a new password. The queued mails are deleted first: this waits for a mail that is being composed, whose token is then
 * deleted, too.
 */
async function deleteResetLinks(trx: Tx, userId: string): Promise<void> {
  await deleteWaitingMailsOf(trx, userId, 'password_reset')
  await repository.deleteMailedTokens(trx, userId, 'password_reset')
}

/**
 * Raises `unauthenticated` where the account was deleted or merged meanwhile (it has no password then), otherwise `forbidden`.
 */
async function refuseWrongPassword(db: Db, actor: Actor): Promise<never> {
  await getOwnUser(db, actor)
  throw forbidden({ en: 'The current password is wrong', ru: 'Текущий пароль неверен' })
}
