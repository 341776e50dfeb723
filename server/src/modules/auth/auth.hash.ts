import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import type { FairQueue } from '../../shared/fair-queue.ts'
import { toPassword } from '../../shared/text.ts'

// OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes the NFC form of the password, so that the hash does not depend on the keyboard. */
export const hashPassword = (password: string): Promise<string> => hash(toPassword(password), cost)

const dummyHash = hashPassword(randomBytes(16).toString('hex'))

/** `right_as_typed`: the hash was made before the service used NFC, and matches only the password exactly as it was typed. */
type Verdict = 'wrong' | 'right' | 'right_as_typed'

/**
 * Compares the password with the hash. For an account that does not exist (`null`) it takes as long, and returns `wrong`. Whether
 * a second Unicode form is tried depends only on the typed text.
 */
async function matchPassword(passwordHash: string | null, typed: string): Promise<Verdict> {
  const comparedHash = passwordHash ?? (await dummyHash)
  const password = toPassword(typed)
  const isRight = await verify(comparedHash, password)
  const isRightAsTyped = password !== typed && (await verify(comparedHash, typed))
  if (passwordHash === null) return 'wrong'
  if (isRight) return 'right'
  return isRightAsTyped ? 'right_as_typed' : 'wrong'
}

/** Whether the password is right, in any Unicode form. For an account that does not exist (`null`) it takes as long. */
export const verifyPassword = async (passwordHash: string | null, typed: string): Promise<boolean> =>
  (await matchPassword(passwordHash, typed)) !== 'wrong'

/**
 * The password functions for requests. A hash takes a core for as long as a hundred other requests do, so only a few are computed
 * simultaneously, and the others wait in a fair queue: each function raises `unavailable` where it would wait too long.
 */
export type Passwords = {
  hash(queueKey: string, password: string): Promise<string>
  match(queueKey: string, passwordHash: string | null, typed: string): Promise<Verdict>
}

export const createPasswords = (queue: FairQueue): Passwords => ({
  hash: (queueKey, password) => queue(queueKey, () => hashPassword(password)),
  match: (queueKey, passwordHash, typed) => queue(queueKey, () => matchPassword(passwordHash, typed)),
})
