import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { toPassword } from '../../shared/text.ts'
import type { Turns } from '../../shared/turns.ts'

// OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Of the password in NFC: whichever keyboard it is typed on next time, it is the same. */
export const hashPassword = (password: string): Promise<string> => hash(toPassword(password), cost)

const nobody = hashPassword(randomBytes(16).toString('hex'))

/** `right_as_typed`: hashed before passwords were, and right in another spelling than NFC only. */
type Verdict = 'wrong' | 'right' | 'right_as_typed'

/**
 * How the password matches. Takes as long for an account that does not exist (`null`), and says no; whether a second
 * spelling is tried depends on what was typed alone.
 */
async function matchPassword(passwordHash: string | null, typed: string): Promise<Verdict> {
  const known = passwordHash ?? (await nobody)
  const password = toPassword(typed)
  const isRight = await verify(known, password)
  const isRightAsTyped = password !== typed && (await verify(known, typed))
  if (passwordHash === null) return 'wrong'
  if (isRight) return 'right'
  return isRightAsTyped ? 'right_as_typed' : 'wrong'
}

/** Whether the password is right, in whichever spelling. Takes as long for an account that does not exist (`null`). */
export const verifyPassword = async (passwordHash: string | null, typed: string): Promise<boolean> =>
  (await matchPassword(passwordHash, typed)) !== 'wrong'

/**
 * The same for requests. To hash takes a core for as long as a hundred other requests do, so few are hashed at once, and callers take
 * turns: each raises `unavailable` where it would wait for too long.
 */
export type Passwords = {
  hash(caller: string, password: string): Promise<string>
  match(caller: string, passwordHash: string | null, typed: string): Promise<Verdict>
}

export const createPasswords = (turns: Turns): Passwords => ({
  hash: (caller, password) => turns(caller, () => hashPassword(password)),
  match: (caller, passwordHash, typed) => turns(caller, () => matchPassword(passwordHash, typed)),
})
