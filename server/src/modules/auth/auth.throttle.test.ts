import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { limiterFactory } from '../../cache/limiter.ts'
import type { Problem } from '../../shared/problem.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { dayMs } from '../../shared/time-range.ts'
import { createKnownHosts } from './auth.known-hosts.ts'
import { createThrottle, type Throttle } from './auth.throttle.ts'
import { createUndelayedCredentials } from './auth.undelayed-credentials.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }))
afterEach(() => void vi.useRealTimers())

const create = (isKnownHost = false) =>
  createThrottle(
    limiterFactory(null),
    createUndelayedCredentials(),
    createKnownHosts(async () => isKnownHost),
  )
const wrong = () => Promise.reject(unauthenticated())
const guess = { email: 'anna@example.com', password: 'a guess', ip: '203.0.113.7', device: null }

const limits = readFileSync(new URL('../../../../docs/limits.md', import.meta.url), 'utf8')

type SendGuess = (throttle: Throttle, index: number) => Promise<unknown>

/** The number of guesses that are checked in one day, when each guess is sent as soon as it is allowed. */
async function guessesADay(send: SendGuess, throttle = create()): Promise<number> {
  let made = 0
  while (Date.now() < dayMs) {
    const refusal: Problem = await send(throttle, made).then(
      () => expect.unreachable(),
      (error) => error,
    )
    const { retryAfter } = refusal.extras
    if (retryAfter === undefined) made += 1
    else vi.setSystemTime(Date.now() + Number(retryAfter) * 1000)
  }
  return made
}

const signInWith =
  (guessOf: (index: number) => Partial<typeof guess> | { device: string }): SendGuess =>
  (throttle, index) =>
    throttle.signIn({ ...guess, ...guessOf(index) }, wrong)
const hosts = (index: number) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`

it.each<[who: string, send: SendGuess]>([
  ['A stranger', signInWith(() => ({}))],
  ['Strangers at one account, from anywhere', signInWith((i) => ({ ip: hosts(i << 8) }))],
  ['Strangers on one host, at any accounts', signInWith((i) => ({ email: `${i}@example.com` }))],
  [
    'Strangers on one network, at any accounts',
    signInWith((i) => ({ email: `${i}@example.com`, ip: `203.0.113.${i % 256}` })),
  ],
  ['A device that has signed in to the account before', signInWith(() => ({ device: 'a device' }))],
  ['All such devices of one account together', signInWith((i) => ({ device: `device ${i}` }))],
  [
    'A signed-in person who is asked for the password (`POST /me/password`)',
    (throttle) => throttle.checkPassword('a session', wrong),
  ],
])('%s has as many guesses a day as docs/limits.md says', async (who, send) => {
  const row = limits.split('\n').find((line) => line.startsWith(`| ${who} |`))
  const [guesses = ''] = row?.split(' | ').slice(-1) ?? []
  expect(await guessesADay(send)).toBe(Number.parseInt(guesses.replace(',', ''), 10))
})

it('a device on a known host is not delayed by other devices of the account, and many devices there have the guesses of one', async () => {
  const known = '198.51.100.4'
  const knownHosts = createKnownHosts(async ({ ip }) => ip === known)
  const throttle = createThrottle(limiterFactory(null), createUndelayedCredentials(), knownHosts)
  const codeOf = (ip: string, device: string) =>
    throttle.signIn({ ...guess, ip, device }, wrong).catch(({ type }: Problem) => type.code)
  for (let index = 0; index < 30; index++)
    expect(await codeOf(guess.ip, `stolen ${index}`)).toBe('unauthenticated')
  expect(await codeOf(guess.ip, 'one more')).toBe('rate_limited')
  const right = { ...guess, ip: known, device: 'own', password: 'the password' }
  expect(await throttle.signIn(right, async () => 'in')).toBe('in')
  for (let index = 0; index < 10; index++)
    expect(await codeOf(known, `stolen there ${index}`)).toBe('unauthenticated')
  expect(await codeOf(known, 'one more there')).toBe('rate_limited')
})

it('a person who has signed in to an account from many hosts has the guesses of strangers and those of known hosts there', async () => {
  const fromManyHosts = signInWith((i) => ({ ip: hosts(i << 8) }))
  const strangers = await guessesADay(fromManyHosts)
  vi.setSystemTime(0)
  const all = await guessesADay(fromManyHosts, create(true))
  expect(limits).toContain(`| ${(all - strangers).toLocaleString('en')} more |`)
  vi.setSystemTime(0)
  const withTokens = signInWith((i) => ({ device: `device ${i}`, ip: hosts(i << 8) }))
  expect(await guessesADay(withTokens, create(true))).toBe(all)
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

it('requests of strangers for links to an address do not use up those of its signed-in owner', async () => {
  const throttle = create()
  const { email } = guess
  const ofStranger = () => throttle.countMail({ email, ip: '198.51.100.9' })
  for (let index = 0; index < 5; index++) await ofStranger()
  await expect(ofStranger()).rejects.toThrow('rate_limited')
  const ofOwner = () => throttle.countMail({ email, ip: '203.0.113.7', userId: 'the owner' })
  for (let index = 0; index < 5; index++) await ofOwner()
  await expect(ofOwner()).rejects.toThrow('rate_limited')
})
