import { createHash, randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Deps } from '../../deps.ts'
import { tokenExpired, unauthenticated } from '../../shared/problems.ts'
import { dayMs } from '../../shared/time-range.ts'

export const accessTokenSeconds = 15 * 60
export const refreshTokenMs = 30 * dayMs

const algorithm = 'HS256'

export const signAccessToken = (deps: Pick<Deps, 'jwtSecret' | 'clock'>, userId: string): Promise<string> => {
  const issuedAt = Math.floor(deps.clock.now() / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm })
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(deps.jwtSecret)
}

/** The user's id that the token was signed for. Raises `token_expired`, `unauthenticated`. */
export async function readAccessToken(
  deps: Pick<Deps, 'jwtSecret' | 'clock'>,
  token: string,
): Promise<string> {
  try {
    const options = {
      algorithms: [algorithm],
      currentDate: new Date(deps.clock.now()),
      requiredClaims: ['sub', 'exp'],
    }
    const { payload } = await jwtVerify(token, deps.jwtSecret, options)
    return payload.sub as string
  } catch (error) {
    throw error instanceof errors.JWTExpired ? tokenExpired() : unauthenticated()
  }
}

export const newSecretToken = (): string => randomBytes(32).toString('base64url')

/** How secret tokens are stored: they are random enough for a plain hash. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
