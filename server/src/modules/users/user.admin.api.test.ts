import { beforeEach, describe, expect, it } from 'vitest'
import { useService } from '../../../test/harness.ts'
import { hold } from '../../../test/locks.ts'
import { unseen } from '../../db/touch.ts'
import { ensureAdmin } from './user.admin.ts'

const service = useService()

// What counts is who is there at the start: nobody.
beforeEach(async () => {
  await unseen(service.deps.db).deleteFrom('users').execute()
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

describe('the administrator of ADMIN_EMAIL', () => {
  it('exists after the start, with the password of ADMIN_PASSWORD, which is not told', async () => {
    expect(await ensure(configured)).toBeNull()
    const answer = await login('boss@example.com', 'the first password')
    expect(answer.body.user).toMatchObject({ email: 'boss@example.com', role: 'admin' })
  })

  it('keeps its password when the service starts again with another one', async () => {
    await ensure(configured)
    await ensure({ ...configured, ADMIN_PASSWORD: 'the second password' })
    expect((await login('boss@example.com', 'the first password')).status).toBe(200)
    expect((await login('boss@example.com', 'the second password')).status).toBe(401)
    expect(await countUsers()).toBe(1)
  })

  it('is the account that has this email already, with its own name and password', async () => {
    await register('boss@example.com', 'a password of its own')
    await ensure(configured)
    const answer = await login('boss@example.com', 'a password of its own')
    expect(answer.body.user).toMatchObject({ role: 'admin', firstName: 'Anna' })
    expect((await login('boss@example.com', 'the first password')).status).toBe(401)
  })

  it('is one account when five instances start at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensure(configured)))
    expect(await countUsers()).toBe(1)
    expect((await login('boss@example.com', 'the first password')).body.user.role).toBe('admin')
  })
})

describe('without ADMIN_EMAIL', () => {
  it('an administrator is invented on an empty database, and can sign in with what is told once', async () => {
    const invented = await ensure()
    if (!invented) throw new Error('nobody was invented')
    expect((await login(invented.email, invented.password)).body.user.role).toBe('admin')
    expect(await ensure()).toBeNull()
    expect(await countUsers()).toBe(1)
  })

  it('five instances that start at once on an empty database tell one password, the one that works', async () => {
    // All five have seen that there is nobody before the first of them writes.
    const held = await hold(service, 'LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE')
    const starting = Promise.all(Array.from({ length: 5 }, () => ensure()))
    await held.untilWaiting(5)
    await held.release()
    const told = (await starting).filter((one) => one !== null)
    expect(told).toHaveLength(1)
    for (const { email, password } of told) expect((await login(email, password)).status).toBe(200)
    expect(await countUsers()).toBe(1)
  })

  it('nobody is invented where there is anybody', async () => {
    await register('anna@example.com', 'a password of its own')
    expect(await ensure()).toBeNull()
    expect(await countUsers()).toBe(1)
  })
})
