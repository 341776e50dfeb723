import type { Config } from '../../config.ts'
import { dayMs, hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { Composer, Composers } from '../mails/mail.message.ts'
import { findAccountState } from '../sessions/session.actors.ts'
import { hashToken, newSecretToken } from '../sessions/session.tokens.ts'
import { getUser } from '../users/user.service.ts'
import { passwordChangedMail, resetMail, verificationMail } from './auth.mails.ts'
import { insertMailedToken, type MailedTokenPurpose } from './auth.repository.ts'

/** `PUBLIC_URL` is read for each mail anew: with `PORT=0`, the port in it is known only when the service listens. */
type PublicUrl = Pick<Config, 'PUBLIC_URL'>

const links = {
  password_reset: { mail: resetMail, lifeMs: hourMs },
  verify_email: { mail: verificationMail, lifeMs: 7 * dayMs },
}

/**
 * Makes a mail with a link. Its token is made at the moment of sending, so a link is never older than its mail. The mail is not
 * sent where a later one is queued, where it was requested longer ago than a link is valid, or where the link is no longer needed.
 */
const linkComposer =
  (purpose: MailedTokenPurpose, config: PublicUrl): Composer =>
  async (trx, { userId, createdAt }, { now, laterKinds }) => {
    const { mail, lifeMs } = links[purpose]
    const state = await findAccountState(trx, userId)
    if (!state || state.blocked || laterKinds.length > 0 || now >= toMs(createdAt) + lifeMs) return null
    const person = await getUser(trx, userId)
    const changedAt = toMs(state.passwordChangedAt)
    // A change in the future was made before the clock was set back, so it says nothing about this mail.
    const isDone =
      purpose === 'verify_email' ? person.emailVerified : changedAt > toMs(createdAt) && changedAt <= now
    if (isDone) return null
    const { email } = person
    if (email === null) return null
    const token = newSecretToken()
    const expiresAt = toInstant(now + lifeMs)
    const row = { tokenHash: hashToken(token), userId, email, purpose, expiresAt }
    await insertMailedToken(trx, row)
    return mail({ ...person, email }, config.PUBLIC_URL, token)
  }

/**
 * Makes the mail that the password was changed, for a verified email only: others were perhaps never the owner's. Not sent where a later
 * one is queued, nor where the account was merged: then its mails go to the surviving account, whose password did not change.
 */
const passwordChangedComposer =
  (config: PublicUrl): Composer =>
  async (trx, { userId, subjectId, createdAt }, { laterKinds }) => {
    if (subjectId !== userId) return null
    const { email, emailVerified, ...person } = await getUser(trx, userId)
    if (email === null || !emailVerified || laterKinds.length > 0) return null
    return passwordChangedMail({ ...person, email, emailVerified }, config.PUBLIC_URL, createdAt)
  }

/** The composers of the mails about accounts. */
export const composersOfAccountMails = (
  config: PublicUrl,
): Pick<Composers, 'password_reset' | 'password_changed' | 'verify_email'> => ({
  password_changed: passwordChangedComposer(config),
  password_reset: linkComposer('password_reset', config),
  verify_email: linkComposer('verify_email', config),
})
