import { createHash } from 'node:crypto'
import type { CreateLimiter, Limiter } from '../../cache/limiter.ts'
import { rateLimited } from '../../shared/problems.ts'

type Who = { email: string; address: string }

/** Slows down the guessing of passwords and the sending of mails to strangers. Raises `rate_limited`. */
export type Throttle = {
  /** Runs a sign-in; one that fails has used up an attempt. */
  signIn<T>(who: Who, work: () => Promise<T>): Promise<T>
  /** Counts a request that sends a mail to an address. */
  mail(who: Who): Promise<void>
}

/**
 * By account and address together, where a guesser sits: ten failures in a quarter of an hour. By address: a hundred in
 * it. By account, from wherever: thirty a minute, so guessing from many addresses is slow, and yet nobody can lock its
 * owner out for longer than that minute.
 */
export function createThrottle(createLimiter: CreateLimiter): Throttle {
  const quarter = 15 * 60
  const pairs = createLimiter('sign-in-pair', 10, quarter)
  const addresses = createLimiter('sign-in-address', 100, quarter)
  const accounts = createLimiter('sign-in-account', 30, 60)
  const mails = createLimiter('mail', 5, quarter)
  const mailsOfAddress = createLimiter('mail-address', 30, quarter)
  return {
    signIn: async ({ email, address }, work) => {
      const account = keyOf(email)
      const attempts: Attempt[] = [
        [pairs, `${account} ${address}`],
        [addresses, address],
        [accounts, account],
      ]
      await takeAll(attempts)
      const result = await work()
      await Promise.all(attempts.map(([limiter, key]) => limiter.giveBack(key)))
      return result
    },
    mail: ({ email, address }) =>
      takeAll([
        [mails, keyOf(email)],
        [mailsOfAddress, address],
      ]),
  }
}

type Attempt = [limiter: Limiter, key: string]

// No address of a person lies about in Redis.
const keyOf = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('base64url')

async function takeAll(attempts: Attempt[]): Promise<void> {
  const taken = await Promise.all(attempts.map(([limiter, key]) => limiter.take(key)))
  const waitMs = Math.max(...taken.map((one) => one.retryAfterMs))
  if (waitMs > 0) throw rateLimited(undefined, { retryAfter: Math.ceil(waitMs / 1000) })
}
