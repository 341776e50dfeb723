import { expect, it, vi } from 'vitest'
import { makePerson, password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'
import { createFairQueue } from '../../shared/fair-queue.ts'
import { unavailable } from '../../shared/problems.ts'
import * as hashing from './auth.hash.ts'

const service = useService({ RATE_LIMIT_MAX: '6000' })
const { post, signUp, tokenMailedTo } = sessionSteps(service)

/** The keys under which passwords wait in the queue while `call` runs. */
async function queueKeysWhile(call: () => Promise<unknown>): Promise<string[]> {
  const queueKeys: string[] = []
  const { hash, match } = service.deps.passwords
  const spies = [
    vi.spyOn(service.deps.passwords, 'hash').mockImplementation((queueKey, ...rest) => {
      queueKeys.push(queueKey)
      return hash(queueKey, ...rest)
    }),
    vi.spyOn(service.deps.passwords, 'match').mockImplementation((queueKey, ...rest) => {
      queueKeys.push(queueKey)
      return match(queueKey, ...rest)
    }),
  ]
  await call()
  for (const spy of spies) spy.mockRestore()
  return queueKeys
}

const from = (remoteAddress: string, url: string, payload: object, headers = {}) =>
  service.app.inject({ method: 'POST', url: `/api/v1/${url}`, remoteAddress, payload, headers })

it('passwords wait in the queue by host; by account where the device is known or the password was right on this host before; by user where the user is signed in', async () => {
  const { email, user, accessToken } = await signUp()
  const [first, second] = ['2001:db8:1:1::1', '2001:db8:1:1::2']
  const [stranger] = await queueKeysWhile(() => from(first, 'auth/login', { email, password: 'a wrong one' }))
  const [unknown] = await queueKeysWhile(() =>
    from(second, 'auth/login', { email: 'nobody@example.com', password }),
  )
  expect(unknown).toBe(stranger)
  const signedIn = await from(first, 'auth/login', { email, password })
  const [, device] = /device=([^;]+)/.exec(String(signedIn.headers['set-cookie'])) ?? []
  const [knownDevice] = await queueKeysWhile(() =>
    from('198.51.100.7', 'auth/login', { email, password: 'a wrong one' }, { cookie: `device=${device}` }),
  )
  const [rightBefore] = await queueKeysWhile(() => from(first, 'auth/login', { email, password }))
  expect([knownDevice, rightBefore]).toEqual([expect.stringMatching(/^account /), knownDevice])
  const body = { currentPassword: password, newPassword: 'another good one' }
  const keysOfSignedInUser = await queueKeysWhile(() =>
    service.request('POST', 'me/password', { token: accessToken, body }),
  )
  expect(keysOfSignedInUser).toEqual([user.id, user.id])
})

it('nothing is hashed for a registration with a known email, or for an invalid link', async () => {
  const { email } = await signUp()
  const person = { email, password, firstName: 'Anna', lastName: 'Volkova' }
  const queueKeys = await queueKeysWhile(async () => {
    expectProblem(await post('auth/register', person), 409, 'email_taken')
    expectProblem(
      await post('auth/password-reset/confirm', { token: 'x'.repeat(43), password }),
      422,
      'token_invalid',
    )
  })
  expect(queueKeys).toEqual([])
  await post('auth/password-reset', { email })
  const token = await tokenMailedTo(email)
  expect(await queueKeysWhile(() => post('auth/password-reset/confirm', { token, password }))).toHaveLength(1)
})

it('a password check that waits too long in the queue is 503 with Retry-After, and is not counted as a guess', async () => {
  const { email } = await makePerson(service)
  const { passwords } = service.deps
  const queue = createFairQueue({ maxRunning: 1, maxWaiting: 0, maxWaitMs: 60_000, maxWorkMs: 60_000 })
  const { promise: busy, resolve: end } = Promise.withResolvers<void>()
  const other = queue('somebody else', () => busy)
  service.deps.passwords = hashing.createPasswords(queue)
  try {
    for (let attempt = 0; attempt < 12; attempt++) {
      const refused = await post('auth/login', { email, password: 'a wrong one' })
      expectProblem(refused, 503, unavailable.code)
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    }
    end()
    await other
    expect((await post('auth/login', { email, password })).status).toBe(200)
  } finally {
    service.deps.passwords = passwords
  }
})
