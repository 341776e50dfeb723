import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { limiterFactory } from '../../cache/limiter.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { dayMs } from '../../shared/time-range.ts'
import { createKnownHosts } from './auth.known-hosts.ts'
import { createThrottle } from './auth.throttle.ts'
import { createUndelayedCredentials } from './auth.undelayed-credentials.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }))
afterEach(() => void vi.useRealTimers())

const create = () =>
  createThrottle(
    limiterFactory(null),
    createUndelayedCredentials(),
    createKnownHosts(async () => false),
  )
const wrong = () => Promise.reject(unauthenticated())
const guess = { email: 'anna@example.com', password: 'a guess', ip: '203.0.113.7', device: null }

type Guess = Omit<typeof guess, 'device'> & { device: string | null }

/** The number of these guesses that are checked in one day, when each guess is sent as soon as it is allowed. */
async function guessesADay(next: (index: number) => Guess): Promise<number> {
  const throttle = create()
  let made = 0
  while (Date.now() < 24 * 3_600_000) {
    const refusal = await throttle.signIn(next(made), wrong).catch((error) => error)
    const { retryAfter } = refusal.extras
    if (retryAfter === undefined) made += 1
    else vi.setSystemTime(Date.now() + retryAfter * 1000)
  }
  return made
}

const hosts = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`

it.each<[string, number, (index: number) => Guess]>([
  ['a stranger on one host, at one account', 114, () => guess],
  ['a person on a known device, at its account', 114, () => ({ ...guess, device: 'a device' })],
  ['strangers on many networks, at one account', 1_475, (i) => ({ ...guess, ip: hosts(i << 8) })],
  ['strangers on one host, at many accounts', 2_984, (i) => ({ ...guess, email: `${i}@example.com` })],
  [
    'strangers on one network, at many accounts',
    9_142,
    (i) => ({ ...guess, email: `${i}@example.com`, ip: `203.0.113.${i % 256}` }),
  ],
])('guesses of %s are checked at most %i times a day', async (_, most, next) => {
  const made = await guessesADay(next)
  expect(made).toBeLessThanOrEqual(most)
  expect(made).toBeGreaterThan(most * 0.99)
})

it('a failure for another reason than the password is not counted as a guess', async () => {
  const throttle = create()
  for (let attempt = 0; attempt < 30; attempt++)
    await expect(throttle.signIn(guess, () => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    )
  expect(await throttle.signIn(guess, async () => 'in')).toBe('in')
})

it('an attempt is not counted where the database fails while it is asked whether the host is known', async () => {
  let isDatabaseDown = true
  const knownHosts = createKnownHosts(async () => {
    if (isDatabaseDown) throw new Error('no database')
    return true
  })
  const throttle = createThrottle(limiterFactory(null), createUndelayedCredentials(), knownHosts)
  for (let attempt = 0; attempt < 100; attempt++)
    await throttle.signIn({ ...guess, email: `${attempt}@example.com` }, wrong).catch(() => {})
  for (let attempt = 0; attempt < 10; attempt++)
    await expect(throttle.signIn(guess, wrong)).rejects.toThrow('no database')
  isDatabaseDown = false
  expect(await throttle.signIn(guess, async () => 'in')).toBe('in')
})

it('an email and password that were right on this host lately are not delayed, until they are wrong', async () => {
  const throttle = create()
  const right = { ...guess, password: 'the right one' }
  await throttle.signIn(right, async () => 'in')
  for (let attempt = 0; attempt < 10; attempt++) await throttle.signIn(guess, wrong).catch(() => {})
  await expect(throttle.signIn(guess, wrong)).rejects.toThrow('rate_limited')
  for (let attempt = 0; attempt < 3; attempt++)
    expect(await throttle.signIn(right, async () => 'in')).toBe('in')
  const elsewhere = { ...right, ip: '198.51.100.1' }
  for (let attempt = 0; attempt < 10; attempt++)
    await throttle.signIn({ ...guess, ip: elsewhere.ip }, wrong).catch(() => {})
  await expect(throttle.signIn(elsewhere, async () => 'in')).rejects.toThrow('rate_limited')
  await expect(throttle.signIn(right, wrong)).rejects.toThrow('unauthenticated')
  await expect(throttle.signIn(right, async () => 'in')).rejects.toThrow('rate_limited')
})

it('an email and password that are right on this host every day are never delayed', async () => {
  // The age of a pair is measured by `performance.now`, which the cache reads again after a timeout.
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'], now: 0 })
  const elapsed = vi.spyOn(performance, 'now').mockImplementation(() => 1 + Date.now())
  const throttle = create()
  const right = { ...guess, password: 'the right one' }
  await throttle.signIn(right, async () => 'in')
  for (let day = 1; day <= 14; day += 1) {
    vi.advanceTimersByTime(dayMs)
    for (let attempt = 0; attempt < 11; attempt++) await throttle.signIn(guess, wrong).catch(() => {})
    expect(await throttle.signIn(right, async () => 'in')).toBe('in')
  }
  elapsed.mockRestore()
})

it('the password check of a signed-in user has its own attempts', async () => {
  const throttle = create()
  for (let attempt = 0; attempt < 10; attempt++) await throttle.signIn(guess, wrong).catch(() => {})
  expect(await throttle.checkPassword('a session', async () => 'changed')).toBe('changed')
  for (let attempt = 0; attempt < 10; attempt++)
    await throttle.checkPassword('a session', wrong).catch(() => {})
  await expect(throttle.checkPassword('a session', async () => 'changed')).rejects.toThrow('rate_limited')
  expect(await throttle.checkPassword('another session', async () => 'changed')).toBe('changed')
})
