import { isUtf8 } from 'node:buffer'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { unauthenticated, userBlocked } from '../../shared/problems.ts'
import type { ActorRow } from '../sessions/session.actors.ts'
import { readAccessToken } from '../sessions/session.tokens.ts'
import { digestInMemory } from './auth.digest.ts'
import { verifyCredentials } from './auth.service.ts'

type AuthDeps = Pick<
  Deps,
  | 'db'
  | 'actors'
  | 'clock'
  | 'jwtSecret'
  | 'basicCredentialsCache'
  | 'verifiedTokens'
  | 'throttle'
  | 'passwords'
>

/**
 * The parts of a request that identify its user. `count` counts the request for its host; it raises `rate_limited` where that
 * host has sent too many.
 */
type RequestCredentials = { authorization: string | undefined; ip: string; count(): Promise<void> }

/**
 * The user of an `Authorization` header; null without a header. `Bearer` is for every user, `Basic` is for scripts of staff.
 * Raises `unauthenticated`, `token_expired`, `user_blocked`, `rate_limited`, `unavailable`.
 */
export async function authenticate(deps: AuthDeps, request: RequestCredentials): Promise<Actor | null> {
  const { authorization } = request
  if (authorization === undefined) return null
  const [, scheme, credentials = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? []
  if (scheme === undefined) throw unauthenticated()
  if (scheme.toLowerCase() === 'basic') return authenticateBasic(deps, credentials, request)
  const sessionId = await readAccessToken(deps, credentials)
  return actorOf(await deps.actors.ofSession(sessionId), sessionId)
}

function actorOf(row: ActorRow | undefined, sessionId: string | null): Actor {
  if (!row) throw unauthenticated()
  if (row.blocked) throw userBlocked()
  return { id: row.id, role: row.role, locationIds: row.locationIds, sessionId }
}

// The length of the longest possible email and password in UTF-8 and base64.
const longestCredentials = 2_100

async function authenticateBasic(
  deps: AuthDeps,
  credentials: string,
  { ip, count }: RequestCredentials,
): Promise<Actor> {
  const bytes = Buffer.from(credentials, 'base64')
  // Bytes that are not UTF-8 would all become one replacement character, so different passwords would become equal. No email
  // and no password has a NUL, and PostgreSQL refuses a parameter with a NUL.
  if (!isUtf8(bytes) || bytes.includes(0)) throw unauthenticated()
  if (credentials.length > longestCredentials) throw unauthenticated()
  const pair = bytes.toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) throw unauthenticated()
  const [email, password] = [pair.slice(0, colon), pair.slice(colon + 1)]
  const key = digestInMemory(pair)
  const verified = deps.basicCredentialsCache.get(key)
  const row = verified && (await deps.actors.ofUser(verified.userId))
  if (verified && row?.passwordChangedAt === verified.passwordChangedAt) return staffOnly(actorOf(row, null))
  // The next step hashes the password, which is expensive: so the requests of a host that come this far are limited.
  await count()
  // The role is checked after the attempt: the right password of a member is no wrong attempt.
  const { id: userId, passwordChangedAt } = await deps.throttle.signIn(
    { email, password, ip, device: null },
    (queueKey) => verifyCredentials(deps, { email, password }, queueKey),
  )
  // The stored time is the one that was read when the password was right: a password that has been changed since has another time.
  deps.basicCredentialsCache.set(key, { userId, passwordChangedAt })
  return staffOnly(actorOf(await deps.actors.ofUser(userId), null))
}

function staffOnly(actor: Actor): Actor {
  if (actor.role === 'member')
    throw unauthenticated({
      en: 'Members use an access token; Basic is for staff',
      ru: 'Участники входят по токену; Basic — для сотрудников',
    })
  return actor
}
