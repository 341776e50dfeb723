import { createHash, createHmac, randomBytes } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Deps } from '../../deps.ts'
import { tokenExpired, unauthenticated } from '../../shared/problems.ts'
import { dayMs } from '../../shared/time-range.ts'

export const accessTokenSeconds = 15 * 60
export const sessionMs = 30 * dayMs
/** For how long a spent refresh token may be presented again: its response was lost, or two clients presented it at once. */
export const graceMs = 10_000

// The algorithm is fixed: a token that names another algorithm, or none, is refused.
const algorithm = 'HS256'

type SigningDeps = Pick<Deps, 'jwtSecret' | 'clock'>
type ReadingDeps = SigningDeps & Pick<Deps, 'verifiedTokens'>

/** Makes a token that identifies a user until the session ends or expires, at most for fifteen minutes. Equal arguments give equal tokens. */
export const signAccessToken = (
  deps: SigningDeps,
  userId: string,
  sessionId: string,
  issuedAtMs = deps.clock.now(),
): Promise<string> => {
  const issuedAt = Math.floor(issuedAtMs / 1000)
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: algorithm })
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(deps.jwtSecret)
}

/** The session that the token was signed for. Raises `token_expired`, `unauthenticated`. */
export async function readAccessToken(deps: ReadingDeps, token: string): Promise<string> {
  const verified = deps.verifiedTokens.get(token)
  if (verified && deps.clock.now() < verified.expiresAt) return verified.sessionId
  const { sid, exp = 0 } = await verify(deps, token)
  const sessionId = String(sid)
  deps.verifiedTokens.set(token, { sessionId, expiresAt: exp * 1000 })
  return sessionId
}

async function verify(deps: SigningDeps, token: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, deps.jwtSecret, {
      algorithms: [algorithm],
      currentDate: new Date(deps.clock.now()),
      requiredClaims: ['sub', 'sid', 'exp'],
    })
    return payload
  } catch (error) {
    throw error instanceof errors.JWTExpired ? tokenExpired() : unauthenticated()
  }
}

export const newSecretToken = (): string => randomBytes(32).toString('base64url')

/**
 * The refresh token that a spent token was exchanged for. It is derived, so that every instance can return it again although only
 * hashes are stored; it cannot be derived without the secret. Pure.
 */
export const successorOf = (jwtSecret: Uint8Array, refreshToken: string): string =>
  createHmac('sha256', jwtSecret).update(`refresh token successor\0${refreshToken}`).digest('base64url')

/** The stored form of a secret token: the tokens are random enough for a plain hash. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
