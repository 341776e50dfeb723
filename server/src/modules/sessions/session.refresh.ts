import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import { tokenExpired, unauthenticated, userBlocked } from '../../shared/problems.ts'
import { toInstant, toMs } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { tokenReused } from './session.problems.ts'
import * as repository from './session.repository.ts'
import type { SignInResponse } from './session.schema.ts'
import {
  type IssuedToken,
  insertRefreshToken,
  makeSignInResponse,
  type SessionDeps,
} from './session.service.ts'
import * as tokens from './session.tokens.ts'

/**
 * Exchanges a refresh token for a new pair; the session never has more than one active token. A spent token that is presented again
 * within ten seconds gets the session's present pair: the response was lost, or another client presented the token at the same time.
 * A spent token that is presented later ends the session. Locks the session. Raises `unauthenticated`, `token_expired`,
 * `token_reused`, `user_blocked`.
 */
export async function refresh(deps: SessionDeps, refreshToken: string): Promise<SignInResponse> {
  const outcome = await inTransaction(deps, async (trx) => {
    const token = await repository.lockRefreshToken(trx, tokens.hashToken(refreshToken))
    const now = deps.clock.now()
    if (!token || token.endedAt) throw unauthenticated()
    if (toMs(token.expiresAt) <= now) throw tokenExpired()
    // Only an earlier version set `replacedAt`: it gave up a token that nobody had used, and made another one in its place.
    const isActive = token.spentAt === null && token.replacedAt === null
    if (!isActive && !isInGrace(token, now)) {
      await endStolenSession(trx, token, now)
      // The end of the session must be committed, so the problem is raised outside the transaction.
      return null
    }
    const actor = await repository.findActorOfUser(trx, token.userId)
    if (actor?.blocked) throw userBlocked()
    await repository.updateLastUsed(trx, token.sessionId, toInstant(now))
    const issued = isActive
      ? await exchange(deps, trx, token, refreshToken)
      : await findActiveSuccessor(deps, trx, token.sessionId, refreshToken)
    return makeSignInResponse(deps, trx, { ...token, ...issued })
  })
  if (!outcome) throw tokenReused()
  return outcome
}

type LockedToken = NonNullable<Awaited<ReturnType<typeof repository.lockRefreshToken>>>
type IssuedRefreshToken = Pick<IssuedToken, 'refreshToken' | 'issuedAt'>

/**
 * The clocks of instances differ a little, so a token may be spent some seconds in the future. One that is spent later than that was spent
 * before the clock was set back, nobody knows how long ago.
 */
const isInGrace = ({ spentAt }: LockedToken, now: number): boolean =>
  spentAt !== null && Math.abs(now - toMs(spentAt)) <= tokens.graceMs

async function exchange(
  deps: SessionDeps,
  trx: Tx,
  { id, sessionId }: LockedToken,
  presentedToken: string,
): Promise<IssuedRefreshToken> {
  const now = deps.clock.now()
  const refreshToken = tokens.successorOf(deps.jwtSecret, presentedToken)
  await repository.spendToken(trx, id, toInstant(now))
  await insertRefreshToken(trx, sessionId, refreshToken, toInstant(now))
  return { refreshToken, issuedAt: now }
}

/**
 * The active token that a spent token led to: its successor, or the successor's successor where another client has exchanged the
 * successor within the grace period. Raises `unauthenticated` where the successor was made with another secret; the session goes on.
 */
async function findActiveSuccessor(
  deps: SessionDeps,
  trx: Tx,
  sessionId: string,
  presentedToken: string,
): Promise<IssuedRefreshToken> {
  for (let refreshToken = presentedToken; ; ) {
    refreshToken = tokens.successorOf(deps.jwtSecret, refreshToken)
    const successor = await repository.findRefreshToken(trx, sessionId, tokens.hashToken(refreshToken))
    if (!successor) throw unauthenticated()
    if (successor.spentAt === null) return { refreshToken, issuedAt: toMs(successor.createdAt) }
  }
}

async function endStolenSession(trx: Tx, { userId, sessionId }: LockedToken, now: number): Promise<void> {
  await repository.endSessions(trx, { userId, id: sessionId }, toInstant(now))
  const auditEvent = {
    actorId: null,
    action: 'token_reused',
    entity: 'session',
    entityId: sessionId,
  } as const
  await record(trx, { ...auditEvent, before: null, after: { userId } }, now)
}
