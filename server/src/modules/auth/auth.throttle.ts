import { createHash } from 'node:crypto'
import type { CreateLimiter, Limiter } from '../../cache/limiter.ts'
import { hostOf, networkOf } from '../../shared/network.ts'
import { Problem } from '../../shared/problem.ts'
import { limitReached } from '../../shared/problems.ts'
import type { AccountAndIp, KnownHosts } from './auth.known-hosts.ts'
import type { UndelayedCredentials } from './auth.undelayed-credentials.ts'

type Attempt = AccountAndIp & { password: string; device: string | null }

/** Limits the guesses of passwords, the requested mails to an address, and the new accounts of a network. Each function raises `rate_limited`. */
export type Throttle = {
  /**
   * Runs a sign-in; wrong credentials use up an attempt. `device` is the id of a device, known by its cookie, that has signed in to
   * this account before. `queueKey` is the key by which hashing is shared fairly: the account where the device or the password is known,
   * else the host.
   */
  signIn<T>(attempt: Attempt, work: (queueKey: string) => Promise<T>): Promise<T>
  /** Runs a check of the password of a signed-in user. `key` is the session or the user, so no other person can use up these attempts. */
  checkPassword<T>(key: string, work: () => Promise<T>): Promise<T>
  /**
   * Counts a request that sends a mail to `email`. `userId` is the signed-in owner of the email: strangers' requests do not use up the
   * owner's.
   */
  countMail(request: AccountAndIp & { userId?: string }): Promise<void>
  /** Runs a sign-up; only a sign-up that creates an account is counted. */
  newAccount<T>(ip: string, work: () => Promise<T>): Promise<T>
}

const quarterHourSeconds = 15 * 60
const hourSeconds = 3600
const daySeconds = 24 * hourSeconds
const delays = (firstSeconds: number, maxSeconds: number) => ({
  firstMs: firstSeconds * 1000,
  maxMs: maxSeconds * 1000,
})

/**
 * Each limiter of sign-ins counts wrong attempts for a day. Some attempts are free; after them, each next attempt has to wait twice as
 * long as the attempt before. docs/limits.md has the resulting numbers.
 *
 * A device that has signed in to the account before has a counter of its own; all such devices of an account have another one together,
 * because a person who knew the password once may have collected device tokens. Attempts from other devices are counted by account and host
 * together, and also by host, by network, and by account from anywhere. The last three do not delay a person who has signed in from this host
 * before (`knownHosts`); then the attempts from all such hosts of the account are counted together. A pair of email and password
 * that was right on this host in the last seven days is not delayed, because it is no guess; each process remembers such pairs in its own
 * memory.
 */
export function createThrottle(
  createLimiter: CreateLimiter,
  undelayedCredentials: UndelayedCredentials,
  knownHosts: KnownHosts,
): Throttle {
  const devices = createLimiter('sign-in-device', 10, daySeconds, delays(2, quarterHourSeconds))
  const devicesOfAccount = createLimiter('sign-in-devices', 30, daySeconds, delays(2, 60))
  const accountAndHost = createLimiter('sign-in-pair', 10, daySeconds, delays(2, quarterHourSeconds))
  const accounts = createLimiter('sign-in-account', 30, daySeconds, delays(2, 60))
  const knownHostsOfAccount = createLimiter('sign-in-known-hosts', 30, daySeconds, delays(2, 60))
  const hosts = createLimiter('sign-in-host', 100, daySeconds, delays(2, 30))
  const networks = createLimiter('sign-in-network', 500, daySeconds, delays(2, 10))
  const mails = createLimiter('mail', 5, quarterHourSeconds)
  const mailsOfHost = createLimiter('mail-host', 30, quarterHourSeconds)
  const mailsOfNetwork = createLimiter('mail-network', 100, hourSeconds)
  const newAccounts = createLimiter('new-account', 30, hourSeconds)
  const newAccountsOfDay = createLimiter('new-account-day', 100, daySeconds)

  const consumeAsStranger = async (attempt: AccountAndIp): Promise<LimiterKey[]> => {
    const own = await consumeAll([[accountAndHost, `${keyOf(attempt.email)} ${hostOf(attempt.ip)}`]])
    try {
      return [...own, ...(await consumeShared(attempt))]
    } catch (error) {
      await giveBackAll(own)
      throw error
    }
  }
  /**
   * Consumes a point of each limiter that other people share. Where one of these limiters is used up, a known host passes, and a point
   * of all known hosts of the account together is consumed: who once knew the password may have signed in from many hosts.
   */
  const consumeShared = async (attempt: AccountAndIp): Promise<LimiterKey[]> => {
    try {
      return await consumeAll([
        [hosts, hostOf(attempt.ip)],
        [networks, networkOf(attempt.ip)],
        [accounts, keyOf(attempt.email)],
      ])
    } catch (refusal) {
      if (!(await knownHosts.has(attempt))) throw refusal
      return consumeAll([[knownHostsOfAccount, keyOf(attempt.email)]])
    }
  }

  /**
   * Consumes a point of the device, and one of all devices of the account together. Where the latter is used up, a known host passes, but counts
   * as a stranger there does: a holder of many device tokens on one host has no more guesses than one.
   */
  const consumeAsDevice = async (attempt: AccountAndIp, device: string): Promise<LimiterKey[]> => {
    const account = keyOf(attempt.email)
    const own = await consumeAll([[devices, `${account} ${device}`]])
    try {
      return [...own, ...(await consumeAll([[devicesOfAccount, account]]))]
    } catch (refusal) {
      try {
        if (!(await knownHosts.has(attempt))) throw refusal
        const asStranger = await consumeAll([
          [accountAndHost, `${account} ${hostOf(attempt.ip)}`],
          [knownHostsOfAccount, account],
        ])
        return [...own, ...asStranger]
      } catch (error) {
        await giveBackAll(own)
        throw error
      }
    }
  }

  return {
    signIn: async (attempt, work) => {
      const { email, password, ip, device } = attempt
      const host = hostOf(ip)
      const credentials = { email, password, host }
      const account = `account ${keyOf(email)}`
      if (undelayedCredentials.has(credentials)) {
        const result = await work(account).catch((error: unknown) => {
          if (isWrongCredentials(error)) undelayedCredentials.delete(credentials)
          throw error
        })
        // The seven days begin anew: a script that signs in all the time is never delayed.
        undelayedCredentials.add(credentials)
        return result
      }
      const consumed = device ? await consumeAsDevice(attempt, device) : await consumeAsStranger(attempt)
      const result = await runCounted(consumed, () => work(device ? account : host))
      undelayedCredentials.add(credentials)
      knownHosts.add(attempt)
      return result
    },
    // A session has as many attempts as a device.
    checkPassword: async (key, work) => runCounted(await consumeAll([[devices, `session ${key}`]]), work),
    countMail: async ({ email, ip, userId }) => {
      await consumeAll([
        [mails, userId === undefined ? keyOf(email) : `user ${userId}`],
        [mailsOfHost, hostOf(ip)],
        [mailsOfNetwork, networkOf(ip)],
      ])
    },
    newAccount: async (ip, work) => {
      const network = networkOf(ip)
      const consumed = await consumeAll([
        [newAccounts, network],
        [newAccountsOfDay, network],
      ])
      return work().catch(async (error: unknown) => {
        await giveBackAll(consumed)
        throw error
      })
    },
  }
}

/** A limiter, and the key under which it counts. */
type LimiterKey = [limiter: Limiter, key: string]

// The key is a hash, so that Redis stores no email addresses.
const keyOf = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('base64url')

/** Consumes one point of each limiter, or none at all. Raises `rate_limited` where a limiter is used up. */
async function consumeAll(keys: LimiterKey[]): Promise<LimiterKey[]> {
  const consumed: LimiterKey[] = []
  for (const [limiter, key] of keys) {
    const { retryAfterMs } = await limiter.consume(key)
    if (retryAfterMs > 0) {
      await giveBackAll(consumed)
      throw limitReached(limiter.points, retryAfterMs)
    }
    consumed.push([limiter, key])
  }
  return consumed
}

const giveBackAll = (consumed: LimiterKey[]): Promise<unknown> =>
  Promise.all(consumed.map(([limiter, key]) => limiter.giveBack(key)))

/** Gives the consumed points back, unless the credentials were wrong: a failure of the service does not count. */
async function runCounted<T>(consumed: LimiterKey[], work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    await giveBackAll(consumed)
    return result
  } catch (error) {
    if (!isWrongCredentials(error)) await giveBackAll(consumed)
    throw error
  }
}

/** A blocked person is told so only where the password is right. */
const isWrongCredentials = (error: unknown): boolean =>
  error instanceof Problem && error.type.status < 500 && error.type.code !== 'user_blocked'
