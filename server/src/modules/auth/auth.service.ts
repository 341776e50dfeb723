import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hostOf } from '../../shared/network.ts'
import { unauthenticated, userBlocked } from '../../shared/problems.ts'
import { deleteWaitingMailsOf } from '../mails/mail.service.ts'
import type { SignInResponse } from '../sessions/session.schema.ts'
import { type Client, deleteSessions, openSession, type SessionDeps } from '../sessions/session.service.ts'
import { emailTaken } from '../users/user.problems.ts'
import {
  createUser,
  findCredentials,
  lockUserWithPasswordHash,
  queueVerificationMail,
  replacePasswordHash,
} from '../users/user.service.ts'
import { deleteMailedTokens } from './auth.repository.ts'
import type { Credentials, Registration } from './auth.schema.ts'

/** Makes a member, mails the link that verifies the member's address, and opens a session. Raises `email_taken`, `unavailable`. */
export async function register(
  deps: SessionDeps & Pick<Deps, 'passwords'>,
  client: Client,
  { session: _, password, ...input }: Registration,
): Promise<SignInResponse> {
  if (await findCredentials(deps.db, input.email)) throw emailTaken()
  const passwordHash = await deps.passwords.hash(hostOf(client.ip), password)
  return inTransaction(deps, async (trx) => {
    const id = await createUser(trx, { ...input, passwordHash, now: deps.clock.now() })
    await queueVerificationMail(trx, id, deps.clock.now())
    return openSession(deps, trx, id, client)
  })
}

/**
 * The response and its timing are equal for an unknown email and for a wrong password. Locks the user. Raises `unauthenticated`,
 * `user_blocked`, `unavailable`.
 */
export async function login(
  deps: SessionDeps & Pick<Deps, 'passwords'>,
  client: Client,
  input: Credentials,
  queueKey: string,
): Promise<SignInResponse> {
  const { id, passwordHash } = await verifyCredentials(deps, input, queueKey)
  return inTransaction(deps, async (trx) => {
    // A change of the password ends the other sessions, so no session may be opened with the old password after that.
    if (!(await lockUserWithPasswordHash(trx, id, passwordHash))) throw wrongCredentials()
    return openSession(deps, trx, id, client)
  })
}

type Verified = { id: string; passwordHash: string; passwordChangedAt: string }

/**
 * The user with this email and password. A hash that was made before the service used NFC is replaced. For hashing, the password
 * waits in the queue under `queueKey`. Raises `unauthenticated`, `user_blocked`, `unavailable`.
 */
export async function verifyCredentials(
  deps: Pick<Deps, 'db' | 'passwords'>,
  { email, password }: Pick<Credentials, 'email' | 'password'>,
  queueKey: string,
): Promise<Verified> {
  const { db, passwords } = deps
  const user = await findCredentials(db, email)
  const { passwordHash = null } = user ?? {}
  const verdict = await passwords.match(queueKey, passwordHash, password)
  if (!user || !passwordHash || verdict === 'wrong') throw wrongCredentials()
  if (user.blockedAt) throw userBlocked()
  const verified = { id: user.id, passwordChangedAt: user.passwordChangedAt }
  if (verdict === 'right') return { ...verified, passwordHash }
  const inNfc = await passwords.hash(queueKey, password)
  if (await replacePasswordHash(db, user.id, passwordHash, inNfc)) return { ...verified, passwordHash: inNfc }
  // Another sign-in has replaced the hash first, or the password has been changed: the check is repeated with the present hash.
  return verifyCredentials(deps, { email, password }, queueKey)
}

const wrongCredentials = () =>
  unauthenticated({ en: 'The email or the password is wrong', ru: 'Неверный адрес почты или пароль' })

/**
 * Deletes what lets a user sign in: the sessions, whose access tokens stop within a second; the mailed tokens, which could set a password
 * or verify the email; the queued mails that would bring another token.
 */
export async function deleteSignInData(trx: Tx, userId: string): Promise<void> {
  await deleteSessions(trx, userId)
  // The queued mails are deleted before the tokens, because a mail that is being composed at this moment makes a token.
  await deleteWaitingMailsOf(trx, userId, 'password_reset', 'verify_email')
  for (const purpose of ['password_reset', 'verify_email'] as const)
    await deleteMailedTokens(trx, userId, purpose)
}
