import { createHash } from 'node:crypto'
import type { CreateLimiter, Limiter } from '../../cache/limiter.ts'
import { networkOf } from '../../shared/network.ts'
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
 * it. By account, from wherever: thirty a minute, so that guessing from many addresses is slow. The last two do not hold
 * whoever `isKnown`, that is has signed in from this address before: neither can strangers lock an owner out, nor one in
 * a house full of people behind one address all the others.
 */
export function createThrottle(
  createLimiter: CreateLimiter,
  isKnown: (who: Who) => Promise<boolean>,
): Throttle {
  const quarter = 15 * 60
  const pairs = createLimiter('sign-in-pair', 10, quarter)
  const addresses = createLimiter('sign-in-address', 100, quarter)
  const accounts = createLimiter('sign-in-account', 30, 60)
  const mails = createLimiter('mail', 5, quarter)
  const mailsOfAddress = createLimiter('mail-address', 30, quarter)
  return {
    signIn: async (who, work) => {
      const [account, network] = [keyOf(who.email), networkOf(who.address)]
      const own: Attempt[] = [[pairs, `${account} ${network}`]]
      const shared: Attempt[] = [
        [addresses, network],
        [accounts, account],
      ]
      await assertLeft(own)
      await assertLeft(shared).catch(async (refusal: unknown) => {
        if (!(await isKnown(who))) throw refusal
      })
      const result = await work()
      await Promise.all([...own, ...shared].map(([limiter, key]) => limiter.giveBack(key)))
      return result
    },
    mail: ({ email, address }) =>
      assertLeft([
        [mails, keyOf(email)],
        [mailsOfAddress, networkOf(address)],
      ]),
  }
}

type Attempt = [limiter: Limiter, key: string]

// No address of a person lies about in Redis.
const keyOf = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('base64url')

/** Takes one of each. Raises `rate_limited` where one is used up. */
async function assertLeft(attempts: Attempt[]): Promise<void> {
  const taken = await Promise.all(attempts.map(([limiter, key]) => limiter.take(key)))
  const waitMs = Math.max(...taken.map((one) => one.retryAfterMs))
  if (waitMs > 0) throw rateLimited(undefined, { retryAfter: Math.ceil(waitMs / 1000) })
}
