import type { Db, Tx } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { hostOf } from '../../shared/network.ts'
import { notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { getOwnUser, getUser } from '../users/user.service.ts'
import * as repository from './session.repository.ts'
import type { Session, SessionQuery, SignInResponse } from './session.schema.ts'
import * as tokens from './session.tokens.ts'

export type SessionDeps = Pick<Deps, 'db' | 'clock' | 'jwtSecret'>

/** The client that opened a session, so that the owner can recognise the session. */
export type Client = { userAgent: string | null; ip: string }

/** Whether this account has been signed in to from this host in the last thirty days. */
export async function hasSignedInFrom(
  db: Db,
  { email, ip }: { email: string; ip: string },
): Promise<boolean> {
  const host = hostOf(ip)
  return (await repository.findIpsOf(db, email)).some((known) => hostOf(known) === host)
}

// Far more than the devices of a person. Without a limit, a script that signs in for each request makes so many sessions that a change of
// the password, which ends them all, takes too long.
const maxSessions = 1_000

/**
 * Opens a session of a user, and deletes the oldest one above the limit; the caller must have verified that the user may have one.
 */
export async function openSession(
  deps: SessionDeps,
  trx: Tx,
  userId: string,
  { userAgent, ip }: Client,
): Promise<SignInResponse> {
  const now = deps.clock.now()
  const at = toInstant(now)
  const id = newId()
  const expiresAt = toInstant(now + tokens.sessionMs)
  const client = { userAgent, address: ip }
  await repository.insertSession(trx, { id, userId, ...client, createdAt: at, lastUsedAt: at, expiresAt })
  const refreshToken = tokens.newSecretToken()
  await insertRefreshToken(trx, id, refreshToken, at)
  await repository.deleteOldestSessions(trx, userId, maxSessions)
  return makeSignInResponse(deps, trx, { userId, sessionId: id, refreshToken, issuedAt: now })
}

export const insertRefreshToken = (trx: Tx, sessionId: string, refreshToken: string, createdAt: string) =>
  repository.insertRefreshToken(trx, {
    id: newId(),
    sessionId,
    tokenHash: tokens.hashToken(refreshToken),
    createdAt,
  })

export type IssuedToken = { userId: string; sessionId: string; refreshToken: string; issuedAt: number }

/** The response to a sign-in, with a pair of tokens made at `issuedAt`. */
export async function makeSignInResponse(
  deps: SessionDeps,
  trx: Tx,
  { userId, sessionId, refreshToken, issuedAt }: IssuedToken,
): Promise<SignInResponse> {
  const ageSeconds = Math.max(0, Math.floor((deps.clock.now() - issuedAt) / 1000))
  return {
    accessToken: await tokens.signAccessToken(deps, userId, sessionId, issuedAt),
    tokenType: 'Bearer',
    expiresIn: tokens.accessTokenSeconds - ageSeconds,
    refreshToken,
    user: await getUser(trx, userId),
  }
}

/**
 * Ends the sessions of those refresh tokens that exist. The tokens are looked up together: a request may have a thousand cookies, and each session
 * takes a transaction.
 */
export async function logout(deps: Pick<Deps, 'db' | 'clock'>, refreshTokens: string[]): Promise<void> {
  if (refreshTokens.length === 0) return
  for (const tokenHash of await repository.findTokenHashes(deps.db, refreshTokens.map(tokens.hashToken)))
    await inTransaction(deps, async (trx) => {
      const token = await repository.lockRefreshToken(trx, tokenHash)
      if (token)
        await repository.endSessions(trx, { ...token, id: token.sessionId }, toInstant(deps.clock.now()))
    })
}

/** The actor's own active sessions, newest first. */
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

/** Raises `not_found`, and `unauthenticated` where the actor's account has just been deleted, and its sessions with it. */
export async function endSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  { actor }: Call,
  id: string,
): Promise<void> {
  const ended = await repository.endSessions(deps.db, { userId: actor.id, id }, toInstant(deps.clock.now()))
  if (ended > 0) return
  await getOwnUser(deps.db, actor)
  throw notFound()
}

/** Ends every session of a user except `except`. */
export const endSessionsOf = (trx: Tx, userId: string, at: string, except: string | null = null) =>
  repository.endSessions(trx, { userId, except }, at)

/** Deletes every session of a user; their access tokens stop within a second. */
export const deleteSessions = (trx: Tx, userId: string) => repository.deleteSessions(trx, userId)

/**
 * Deletes the sessions whose thirty days are over. A session that has ended before stays until then, because it says from which host the
 * account was signed in to (`hasSignedInFrom`).
 */
export const purgeExpiredSessions = (db: Db, now: number) => repository.purgeExpiredSessions(db, now)
