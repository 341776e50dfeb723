import { isUtf8 } from 'node:buffer'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { unauthenticated, userBlocked } from '../../shared/problems.ts'
import type { ActorRow } from '../sessions/session.actors.ts'
import { readAccessToken } from '../sessions/session.tokens.ts'
import { digestOfSecret } from './auth.proven.ts'
import { verifyCredentials } from './auth.service.ts'

type AuthDeps = Pick<
  Deps,
  'db' | 'actors' | 'clock' | 'jwtSecret' | 'verifiedPairs' | 'verifiedTokens' | 'throttle' | 'passwords'
>

/** `count` counts the request of its host, and raises `rate_limited` where that has asked too much. */
type Shown = { authorization: string | undefined; address: string; count(): Promise<void> }

/**
 * Who an `Authorization` header speaks for; null without one. `Bearer` for everybody, `Basic` for staff's scripts.
 * Raises `unauthenticated`, `token_expired`, `user_blocked`, `rate_limited`, `unavailable`.
 */
export async function authenticate(deps: AuthDeps, shown: Shown): Promise<Actor | null> {
  const { authorization } = shown
  if (authorization === undefined) return null
  const [, scheme, credentials = ''] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? []
  if (scheme === undefined) throw unauthenticated()
  if (scheme.toLowerCase() === 'basic') return authenticateBasic(deps, credentials, shown)
  const sessionId = await readAccessToken(deps, credentials)
  return actorOf(await deps.actors.ofSession(sessionId), sessionId)
}

function actorOf(row: ActorRow | undefined, sessionId: string | null): Actor {
  if (!row) throw unauthenticated()
  if (row.blocked) throw userBlocked()
  return { id: row.id, role: row.role, locationIds: row.locationIds, sessionId }
}

// The longest email and password that there can be, in UTF-8 and base64.
const longestCredentials = 2_100

async function authenticateBasic(
  deps: AuthDeps,
  credentials: string,
  { address, count }: Shown,
): Promise<Actor> {
  const bytes = Buffer.from(credentials, 'base64')
  // Bytes that are not UTF-8 would all become one replacement character, and with them passwords that differ. No account
  // has a NUL, and PostgreSQL refuses to be asked for one.
  if (!isUtf8(bytes) || bytes.includes(0)) throw unauthenticated()
  if (credentials.length > longestCredentials) throw unauthenticated()
  const pair = bytes.toString('utf8')
  const [email = '', password = ''] = [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]
  const key = digestOfSecret(pair)
  const known = deps.verifiedPairs.get(key)
  const remembered = known && (await deps.actors.ofUser(known.userId))
  if (known && remembered?.passwordChangedAt === known.passwordChangedAt)
    return staffOnly(actorOf(remembered, null))
  // All that follows costs more than a request that is refused may.
  await count()
  return deps.throttle.signIn({ email, password, address, device: null }, async (caller) => {
    const { id: userId, passwordChangedAt } = await verifyCredentials(deps, { email, password }, caller)
    const actor = staffOnly(actorOf(await deps.actors.ofUser(userId), null))
    // The time as it was when the password was right: one that has been changed since does not match it.
    deps.verifiedPairs.set(key, { userId, passwordChangedAt })
    return actor
  })
}

function staffOnly(actor: Actor): Actor {
  if (actor.role === 'member')
    throw unauthenticated({
      en: 'Members sign in for an access token; Basic is for staff',
      ru: 'Участники входят по токену; Basic — для персонала',
    })
  return actor
}
