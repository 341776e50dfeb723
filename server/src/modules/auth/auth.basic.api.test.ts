import { describe, expect, it } from 'vitest'
import { makePerson, type Person, password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import type { ActorCache } from '../sessions/session.actors.ts'
import { setPassword } from '../users/user.service.ts'
import { authenticate } from './auth.authenticate.ts'
import { hashPassword } from './auth.hash.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })

describe('Authorization: Basic', () => {
  const basic = (person: Person, secret = password) => ({
    authorization: `Basic ${Buffer.from(`${person.email}:${secret}`).toString('base64')}`,
  })

  it('is accepted from staff, never from members', async () => {
    const manager = await makePerson(service, 'manager')
    const member = await makePerson(service)
    expect((await service.request('GET', 'me', { headers: basic(manager) })).body.email).toBe(manager.email)
    expect((await service.request('GET', 'me', { headers: basic(member) })).status).toBe(401)
    expect((await service.request('GET', 'me', { headers: basic(manager, 'wrong') })).status).toBe(401)
  })

  it('is refused where the header has text that no account can have', async () => {
    for (const pair of ['a\0b:password', 'a@example.com:pass\0word', '\0', 'no colon', ':', '\xff\xfe:x']) {
      const authorization = `Basic ${Buffer.from(pair, 'latin1').toString('base64')}`
      expectProblem(
        await service.request('GET', 'me', { headers: { authorization } }),
        401,
        'unauthenticated',
      )
    }
  })

  it('is refused without a colon, also where an account would match if the missing colon were taken as position -1', async () => {
    const { id } = await makePerson(service, 'manager')
    const text = 'no-colon@example.com'
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ email: text.slice(0, -1), passwordHash: await hashPassword(text) })
      .where('id', '=', id)
      .execute()
    const authorization = `Basic ${Buffer.from(text).toString('base64')}`
    const response = await service.request('GET', 'me', { headers: { authorization } })
    expectProblem(response, 401, 'unauthenticated')
  })

  it('is refused with the old password as soon as it is changed', async () => {
    const admin = await makePerson(service, 'admin')
    expect((await service.request('GET', 'me', { headers: basic(admin) })).status).toBe(200)
    await service.request('POST', 'me/password', {
      token: admin.token,
      body: { currentPassword: password, newPassword: 'a changed password' },
    })
    await expect
      .poll(async () => (await service.request('GET', 'me', { headers: basic(admin) })).status)
      .toBe(401)
  })

  it('does not cache credentials whose password was changed during the check', async () => {
    const { id, email } = await makePerson(service, 'admin')
    const header = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    const actors: ActorCache = {
      ...service.deps.actors,
      // This happens between the check of the password and the read of the account.
      ofUser: async (userId) => {
        const passwordHash = await hashPassword('a changed password')
        await service.deps.db
          .transaction()
          .execute((trx) => setPassword(trx, id, passwordHash, '2026-12-01T06:00:01.000Z'))
        return service.deps.actors.ofUser(userId)
      },
    }
    const request = { authorization: header, ip: '127.0.0.1', count: async () => {} }
    await authenticate({ ...service.deps, actors }, request)
    expectProblem(
      await service.request('GET', 'me', { headers: { authorization: header } }),
      401,
      'unauthenticated',
    )
  })
})
