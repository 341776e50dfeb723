import type { Db, Tx } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { hostOf } from '../../shared/network.ts'
import { notFound, unauthenticated, userBlocked } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { forgetWaitingOf } from '../mails/mail.service.ts'
import { emailTaken } from '../users/user.problems.ts'
import {
  createUser,
  findCredentials,
  getUser,
  holdsPassword,
  replacePasswordHash,
} from '../users/user.service.ts'
import { sendVerification } from './session.password.ts'
import * as repository from './session.repository.ts'
import type { Credentials, Registration, Session, SessionQuery, SignedIn } from './session.schema.ts'
import * as tokens from './session.tokens.ts'

export type SessionDeps = Pick<Deps, 'db' | 'clock' | 'jwtSecret'>

/** What a session remembers of the client that opened it, for its owner to recognise it. */
export type Client = { userAgent: string | null; address: string }

/** Makes a member, mails the link that verifies its address, and signs it in. Raises `email_taken`. */
export async function register(
  deps: SessionDeps & Pick<Deps, 'passwords'>,
  client: Client,
  { session: _, password, ...input }: Registration,
): Promise<SignedIn> {
  if (await findCredentials(deps.db, input.email)) throw emailTaken()
  const passwordHash = await deps.passwords.hash(hostOf(client.address), password)
  return inTransaction(deps, async (trx) => {
    const id = await createUser(trx, { ...input, passwordHash, now: deps.clock.now() })
    await sendVerification(trx, id, deps.clock.now())
    return openSession(deps, trx, id, client)
  })
}

/** One answer and one timing whether the email is unknown or the password wrong. Locks the user. Raises `unauthenticated`, `user_blocked`. */
export async function login(
  deps: SessionDeps & Pick<Deps, 'passwords'>,
  client: Client,
  input: Credentials,
  caller: string,
): Promise<SignedIn> {
  const { id, passwordHash } = await verifyCredentials(deps, input, caller)
  return inTransaction(deps, async (trx) => {
    // Who changes a password ends the sessions that there are: none may be opened by the old one after that.
    if (!(await holdsPassword(trx, id, passwordHash))) throw wrongCredentials()
    return openSession(deps, trx, id, client)
  })
}

type Verified = { id: string; passwordHash: string; passwordChangedAt: string }

/**
 * The user whose email and password these are. A password that was hashed before passwords were in NFC is hashed anew.
 * `caller`: in whose turn it is hashed. Raises `unauthenticated`, `user_blocked`, `unavailable`.
 */
export async function verifyCredentials(
  deps: Pick<Deps, 'db' | 'passwords'>,
  { email, password }: Pick<Credentials, 'email' | 'password'>,
  caller: string,
): Promise<Verified> {
  const { db, passwords } = deps
  const user = await findCredentials(db, email)
  const { passwordHash = null } = user ?? {}
  const verdict = await passwords.match(caller, passwordHash, password)
  if (!user || !passwordHash || verdict === 'wrong') throw wrongCredentials()
  if (user.blockedAt) throw userBlocked()
  const verified = { id: user.id, passwordChangedAt: user.passwordChangedAt }
  if (verdict === 'right') return { ...verified, passwordHash }
  const inNfc = await passwords.hash(caller, password)
  if (await replacePasswordHash(db, user.id, passwordHash, inNfc)) return { ...verified, passwordHash: inNfc }
  // Another sign-in has done so first, or the password has been changed: what holds now decides.
  return verifyCredentials(deps, { email, password }, caller)
}

const wrongCredentials = () =>
  unauthenticated({ en: 'The email or the password is wrong', ru: 'Неверный адрес почты или пароль' })

/** Whether somebody has signed in to this account from this host before, in the last thirty days. */
export async function hasSignedInFrom(db: Db, { email, address }: { email: string; address: string }) {
  const host = hostOf(address)
  return (await repository.findAddressesOf(db, email)).some((known) => hostOf(known) === host)
}

async function openSession(deps: SessionDeps, trx: Tx, userId: string, client: Client): Promise<SignedIn> {
  const now = deps.clock.now()
  const at = toInstant(now)
  const id = newId()
  const expiresAt = toInstant(now + tokens.sessionMs)
  await repository.insertSession(trx, { id, userId, ...client, createdAt: at, lastUsedAt: at, expiresAt })
  const refreshToken = tokens.newSecretToken()
  await insertRefreshToken(trx, id, refreshToken, at)
  return signedIn(deps, trx, { userId, sessionId: id, refreshToken, issuedAt: now })
}

export const insertRefreshToken = (trx: Tx, sessionId: string, refreshToken: string, createdAt: string) =>
  repository.insertRefreshToken(trx, {
    id: newId(),
    sessionId,
    tokenHash: tokens.hashToken(refreshToken),
    createdAt,
  })

export type Issued = { userId: string; sessionId: string; refreshToken: string; issuedAt: number }

/** What a sign-in answers, with a pair that was made at `issuedAt`. */
export async function signedIn(
  deps: SessionDeps,
  trx: Tx,
  { userId, sessionId, refreshToken, issuedAt }: Issued,
): Promise<SignedIn> {
  const ageSeconds = Math.max(0, Math.floor((deps.clock.now() - issuedAt) / 1000))
  return {
    accessToken: await tokens.signAccessToken(deps, userId, sessionId, issuedAt),
    tokenType: 'Bearer',
    expiresIn: tokens.accessTokenSeconds - ageSeconds,
    refreshToken,
    user: await getUser(trx, userId),
  }
}

/** Ends the session of this refresh token, if it is one. */
export async function logout(deps: Pick<Deps, 'db' | 'clock'>, refreshToken: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const token = await repository.lockRefreshToken(trx, tokens.hashToken(refreshToken))
    if (token)
      await repository.endSessions(trx, { ...token, id: token.sessionId }, toInstant(deps.clock.now()))
  })
}

/** One's own living sessions, newest first. */
export async function listSessions(
  deps: Pick<Deps, 'db' | 'clock'>,
  { actor }: Call,
  query: SessionQuery,
): Promise<Page<Session>> {
  const page = await repository.listSessions(deps.db, actor.id, query, deps.clock.now())
  return {
    ...page,
    items: page.items.map((session) => ({ ...session, current: session.id === actor.sessionId })),
  }
}

/** Raises `not_found`. */
export async function endSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  { actor }: Call,
  id: string,
): Promise<void> {
  const ended = await repository.endSessions(deps.db, { userId: actor.id, id }, toInstant(deps.clock.now()))
  if (ended === 0) throw notFound()
}

/** Every session of a user, whose access tokens stop within a second, and what was mailed to make new ones. */
export async function forgetSessions(trx: Tx, userId: string): Promise<void> {
  await repository.deleteSessions(trx, userId)
  // Before the tokens: a mail that is being made at this moment makes one.
  await forgetWaitingOf(trx, userId, 'password_reset', 'verify_email')
  for (const purpose of ['password_reset', 'verify_email'] as const)
    await repository.deleteMailedTokens(trx, userId, purpose)
}

/** Forgets sessions and mailed tokens that nobody can use any more. */
export const purgeSessions = (db: Db, now: number) => repository.purgeSessions(db, now)
