import { beforeEach, describe, expect, it } from 'vitest'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { type AdminAtStart, ensureAdmin, resetAdmin, signInHint } from './auth.admin.ts'

const service = useService()

// These tests need a database without users at the start.
beforeEach(async () => {
  await withoutInvalidation(service.deps.db).deleteFrom('users').execute()
})

const configured = { ADMIN_EMAIL: 'Boss@Example.com', ADMIN_PASSWORD: 'the first password' }

const ensure = (settings: { ADMIN_EMAIL?: string; ADMIN_PASSWORD?: string } = {}) =>
  ensureAdmin({ ...service.deps, config: { ...service.deps.config, ...settings } })

const login = (email: string, password: string) =>
  service.request('POST', 'auth/login', { body: { email, password } })

const register = (email: string, password: string) =>
  service.request('POST', 'auth/register', {
    body: { email, password, firstName: 'Anna', lastName: 'Ivanova' },
  })

const countUsers = async () => (await service.deps.db.selectFrom('users').select('id').execute()).length

const strangerPassword = 'a password of its own'

/** A stranger registers the address first, signs in twice, and requests a link by mail. */
async function registerAdminEmail() {
  const { body } = await register('boss@example.com', strangerPassword)
  const second = await login('boss@example.com', strangerPassword)
  await service.request('POST', 'auth/password-reset', { body: { email: 'boss@example.com' } })
  await service.mailsTo('boss@example.com')
  return { id: body.user.id as string, sessions: [body, second.body] }
}

const countOf = async (table: 'sessions' | 'refreshTokens' | 'mailedTokens') =>
  (await service.deps.db.selectFrom(table).selectAll().execute()).length

const trailOf = (userId: string) =>
  service.deps.db
    .selectFrom('auditEvents')
    .select(['actorId', 'action', 'before', 'after'])
    .where('entityId', '=', userId)
    .orderBy('seq')
    .execute()

describe('the administrator of ADMIN_EMAIL', () => {
  it('exists after the start, with the password of ADMIN_PASSWORD, and is in the audit trail', async () => {
    expect(signInHint(await ensure(configured))).toBe('as boss@example.com with your ADMIN_PASSWORD')
    const { body } = await login('boss@example.com', 'the first password')
    expect(body.user).toMatchObject({ email: 'boss@example.com', role: 'admin', emailVerified: true })
    expect(await trailOf(body.user.id)).toEqual([
      {
        actorId: null,
        action: 'make_admin',
        before: null,
        after: expect.objectContaining({ role: 'admin' }),
      },
    ])
  })

  it('keeps its password when the service starts again with another ADMIN_PASSWORD, and the output says so', async () => {
    await ensure(configured)
    const again = await ensure({ ...configured, ADMIN_PASSWORD: 'the second password' })
    expect(signInHint(again)).toBe(
      'as boss@example.com with its present password, which differs from ADMIN_PASSWORD',
    )
    expect(signInHint(await ensure(configured))).toBe('as boss@example.com with your ADMIN_PASSWORD')
    expect((await login('boss@example.com', 'the first password')).status).toBe(200)
    expect((await login('boss@example.com', 'the second password')).status).toBe(401)
    expect(await countUsers()).toBe(1)
  })

  it('keeps its sessions when the service starts again', async () => {
    await ensure(configured)
    const { body } = await login('boss@example.com', 'the first password')
    await ensure(configured)
    expect((await service.request('GET', 'me', { token: body.accessToken })).status).toBe(200)
  })

  it('is the account that has this email already; the sessions of the stranger who registered it end', async () => {
    const { id, sessions } = await registerAdminEmail()
    const basic = Buffer.from(`boss@example.com:${strangerPassword}`).toString('base64')
    expect(await countOf('mailedTokens')).toBe(2)
    expect(signInHint(await ensure(configured))).toMatch(/^as boss@example.com with your ADMIN_PASSWORD \(/)
    const { body } = await login('boss@example.com', 'the first password')
    expect(body.user).toMatchObject({ id, role: 'admin', firstName: 'Anna', emailVerified: true })
    expect((await login('boss@example.com', strangerPassword)).status).toBe(401)
    expect(await countOf('mailedTokens')).toBe(0)
    for (const { accessToken, refreshToken } of sessions) {
      const me = () => service.request('GET', 'me', { token: accessToken })
      await expect.poll(async () => (await me()).status).toBe(401)
      expect((await service.request('POST', 'auth/refresh', { body: { refreshToken } })).status).toBe(401)
    }
    const asScript = await service.request('GET', 'users', { headers: { authorization: `Basic ${basic}` } })
    expect(asScript.status).toBe(401)
    expect((await trailOf(id)).at(-1)).toMatchObject({
      actorId: null,
      action: 'make_admin',
      before: { role: 'member' },
      after: { role: 'admin' },
    })
  })

  it.each([
    ['blocked', { blockedAt: '2026-11-30T00:00:00.000Z' }],
    ['a manager', { role: 'manager' as const }],
    ['an administrator without a password', { role: 'admin' as const, passwordHash: null }],
  ])('gets the password of the settings where the account was %s', async (_, change) => {
    const { id } = await registerAdminEmail()
    await withoutInvalidation(service.deps.db).updateTable('users').set(change).where('id', '=', id).execute()
    await ensure(configured)
    expect((await login('boss@example.com', 'the first password')).body.user.role).toBe('admin')
    expect(await countOf('sessions')).toBe(1)
  })

  it('stays blocked where another administrator has blocked it, and the output says so', async () => {
    await ensure(configured)
    const blockedAt = '2026-11-30T00:00:00.000Z'
    await withoutInvalidation(service.deps.db).updateTable('users').set({ blockedAt }).execute()
    expect(signInHint(await ensure(configured))).toContain('is blocked')
    expect((await login('boss@example.com', 'the first password')).status).toBe(403)
  })

  it('is a single account when five instances start at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensure(configured)))
    expect(await countUsers()).toBe(1)
    expect((await login('boss@example.com', 'the first password')).body.user.role).toBe('admin')
  })
})

function createdOf(admin: AdminAtStart | null) {
  if (typeof admin?.password !== 'object') throw new Error('no password was generated')
  return { email: admin.email, password: admin.password.generated }
}

describe('without ADMIN_EMAIL', () => {
  it('on an empty database an administrator is created, whose password is printed once and signs in', async () => {
    const { email, password } = createdOf(await ensure())
    expect((await login(email, password)).body.user.role).toBe('admin')
    expect(signInHint(await ensure())).toBe('as before')
    expect(await countUsers()).toBe(1)
  })

  it('five instances that start at once on an empty database print one password between them, and it signs in', async () => {
    // All five have seen that there is no administrator before the first of them writes.
    const held = await holdLock(service, 'LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE')
    const starting = Promise.all(Array.from({ length: 5 }, () => ensure()))
    await held.untilWaiting(5)
    await held.release()
    const created = (await starting).filter((admin) => admin !== null)
    expect(created).toHaveLength(1)
    for (const { email, password } of created.map(createdOf))
      expect((await login(email, password)).status).toBe(200)
    expect(await countUsers()).toBe(1)
  })

  it('no administrator is created where there is an account already', async () => {
    await register('anna@example.com', 'a password of its own')
    expect(await ensure()).toBeNull()
    expect(await countUsers()).toBe(1)
  })
})

describe('an administrator who is locked out', () => {
  it('gets access again by a new password: unblocked, other sessions ended, recorded in the audit trail', async () => {
    await ensure(configured)
    const { body } = await login('boss@example.com', 'the first password')
    await service.request('POST', 'auth/password-reset', { body: { email: 'boss@example.com' } })
    const blockedAt = '2026-11-30T00:00:00.000Z'
    await withoutInvalidation(service.deps.db).updateTable('users').set({ blockedAt }).execute()
    const { account, password } = await resetAdmin(service.deps, 'BOSS@example.com')
    expect(account).toBe('changed')
    expect((await login('boss@example.com', 'the first password')).status).toBe(401)
    expect((await login('boss@example.com', password)).body.user.role).toBe('admin')
    expect(await countOf('mailedTokens')).toBe(0)
    expect((await service.request('GET', 'me', { token: body.accessToken })).status).toBe(401)
    expect((await trailOf(body.user.id)).at(-1)).toMatchObject({
      action: 'make_admin',
      before: { blocked: true },
      after: { blocked: false, role: 'admin' },
    })
  })

  it('is created where no account has this email', async () => {
    const { account, password } = await resetAdmin(service.deps, 'olga@example.com')
    expect(account).toBe('created')
    expect((await login('olga@example.com', password)).body.user.role).toBe('admin')
  })
})
