import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { dayMs } from '../../shared/time-range.ts'

/*
 * In one cookie a device keeps a device token for each account that has signed in on it: `<id>.<expires>.<signature>`, joined by `~`, the
 * newest first. A token gives no access; it only shows that the device has signed in to the account before. It does not reveal the
 * account and is not valid for another account, because the email is part of the signature.
 */

export const deviceTokenLifeMs = 180 * dayMs
// The limit keeps the cookie of a computer that many people share small enough for a header.
const maxTokens = 20

/** The id of this device for this account; null where no sign-in to the account has happened on the device. Pure. */
export function findDevice(secret: Uint8Array, tokens: string, email: string, now: number): string | null {
  const token = split(tokens).find((token) => isTokenOf(secret, token, email, now))
  return token?.split('.')[0] ?? null
}

/** The tokens of a device on which this account has just signed in. */
export function addDevice(secret: Uint8Array, tokens: string, email: string, now: number): string {
  const id = findDevice(secret, tokens, email, now) ?? randomBytes(12).toString('base64url')
  const expires = Math.floor((now + deviceTokenLifeMs) / 1000).toString(36)
  const token = `${id}.${expires}.${signatureOf(secret, id, expires, email)}`
  const others = split(tokens).filter(
    (other) => /^[\w-]+\.\w+\.[\w-]+$/.test(other) && !isTokenOf(secret, other, email, now),
  )
  return [token, ...others].slice(0, maxTokens).join('~')
}

/** The tokens of a cookie. A client can write any text into it, and each token costs a signature: so those beyond the limit are not read. */
const split = (tokens: string): string[] => tokens.split('~', maxTokens)

function isTokenOf(secret: Uint8Array, token: string, email: string, now: number): boolean {
  const [id = '', expires = '', signature = ''] = token.split('.')
  const expected = Buffer.from(signatureOf(secret, id, expires, email))
  const actual = Buffer.from(signature)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return false
  return Number.parseInt(expires, 36) * 1000 > now
}

const signatureOf = (secret: Uint8Array, id: string, expires: string, email: string): string =>
  createHmac('sha256', secret)
    .update(`device ${id} ${expires}\0${email.toLowerCase()}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url')
