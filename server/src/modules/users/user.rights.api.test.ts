import { beforeEach, describe, expect, it } from 'vitest'
import { makeLocation, makePerson, type Person } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { actorMaxAgeMs } from '../sessions/session.actors.ts'

const { service, coworking, member, asAdmin } = useCoworking({ balance: 100_000 }, beforeEach)

describe('the list of users', () => {
  it('is searched by the beginnings of names and of the email, where every word must match', async () => {
    const found = await asAdmin(
      'GET',
      `users?search=${encodeURIComponent(`anna ${member.email.slice(0, 8)}`)}&limit=1000`,
    )
    expect(found.body.items.map((user: Person) => user.id)).toContain(member.id)
    expect((await asAdmin('GET', 'users?search=nna')).body.items).toEqual([])
  })

  it.each(['%', '％', '_', '＿', '\\', '＼'])('has no wildcards: %j finds nobody', async (search) => {
    const found = await asAdmin('GET', `users?search=${encodeURIComponent(search)}`)
    expect(found.status).toBe(200)
    expect(found.body.items).toEqual([])
  })

  it('is searched by names of several words, in any order, with all or the first of their words', async () => {
    const person = { firstName: 'Anna Maria', lastName: 'van der Berg', phone: '+31201234567' }
    const { id } = (await asAdmin('POST', 'users', person)).body
    const find = async (search: string) =>
      (await asAdmin('GET', `users?search=${encodeURIComponent(search)}`)).body.items.map(
        (user: Person) => user.id,
      )
    for (const search of [
      'Anna Maria',
      'van der Berg',
      'Anna Maria van der B',
      'van der anna ma',
      'anna m 2012',
    ])
      expect(await find(search), search).toEqual([id])
    for (const search of ['der Berg', 'Maria Anna', 'Anna Maria Berg'])
      expect(await find(search), search).toEqual([])
  })

  it('shows a manager members only', async () => {
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    const list = await service.request('GET', 'users?limit=1000', { token: manager.token })
    expect(new Set(list.body.items.map((user: { role: string }) => user.role))).toEqual(new Set(['member']))
    expect(
      (await service.request('GET', `users/${coworking.admin.id}`, { token: manager.token })).status,
    ).toBe(404)
  })
})

describe('a blocked user', () => {
  it('loses access within a second, when the cached actor is out of date, and gets it again when the block is removed', async () => {
    expect(actorMaxAgeMs).toBeLessThan(1_000)
    const me = async () => (await service.request('GET', 'me', { token: member.token })).status
    expect(await me()).toBe(200)
    await asAdmin('PATCH', `users/${member.id}`, { blocked: true })
    await expect.poll(me).toBe(403)
    await asAdmin('PATCH', `users/${member.id}`, { blocked: false })
    await expect.poll(me).toBe(200)
  })
})

describe('roles', () => {
  it('are given together with the locations of a manager, and removed together', async () => {
    const { id } = coworking.location
    const rights = { role: 'manager', locationIds: [id] }
    const promoted = await asAdmin('PATCH', `users/${member.id}`, { ...rights, confirmUnverified: true })
    expect(promoted.body).toMatchObject({ role: 'manager', locationIds: [id] })
    const demoted = await asAdmin('PATCH', `users/${member.id}`, { role: 'member' })
    expect(demoted.body).toMatchObject({ role: 'member', locationIds: [] })
    expect((await asAdmin('PATCH', `users/${member.id}`, { locationIds: [id] })).status).toBe(400)
    expect(
      (await asAdmin('PATCH', `users/${member.id}`, { role: 'manager', locationIds: [member.id] })).status,
    ).toBe(404)
  })

  it('of a manager, and the other locations, stay where the manager is blocked while one of the locations is being deleted', async () => {
    const location = await makeLocation(service, coworking.admin)
    const manager = await makePerson(service, 'manager', [location.id, coworking.location.id])
    const held = await holdLock(service, 'DELETE FROM locations WHERE id = $1', [location.id])
    let isAnswered = false
    const blocking = asAdmin('PATCH', `users/${manager.id}`, { blocked: true }).finally(() => {
      isAnswered = true
    })
    await held.untilWaiting(1, () => isAnswered)
    await held.release()
    expect((await blocking).body).toMatchObject({ blocked: true })
    const { body } = await asAdmin('GET', `users/${manager.id}`)
    expect(body.locationIds).toEqual([coworking.location.id])
  })

  it.each(['manager', 'admin'])(
    'of a %s are not given to an unverified account without `confirmUnverified`',
    async (role) => {
      const path = `users/${member.id}`
      const refused = await asAdmin('PATCH', path, { role, firstName: 'Olga' })
      expectProblem(refused, 409, 'email_unverified')
      expect((await asAdmin('GET', path)).body).toMatchObject({ role: 'member', firstName: 'Anna' })
      expect((await asAdmin('PATCH', path, { role, confirmUnverified: false })).status).toBe(409)
      expect((await asAdmin('PATCH', path, { role, confirmUnverified: true })).body.role).toBe(role)
      // Fewer rights, or equal rights, need no verified email.
      expect((await asAdmin('PATCH', path, { role: 'manager' })).status).toBe(200)
      expect((await asAdmin('PATCH', path, { role: 'manager', firstName: 'Olga' })).status).toBe(200)
      expect((await asAdmin('PATCH', path, { role: 'admin' })).status).toBe(409)
    },
  )

  it('depend on the email after the change: a role is refused together with the removal of the email, and given together with a first email', async () => {
    const person = { firstName: 'Anna', lastName: 'Smirnova', phone: '+79210000001' }
    const withEmail = await asAdmin('POST', 'users', { ...person, email: 'anna-rights@example.com' })
    const withoutEmail = await asAdmin('POST', 'users', person)
    const rights = { role: 'manager', confirmUnverified: true }
    const change = ({ body }: typeof withEmail, email: string | null) =>
      asAdmin('PATCH', `users/${body.id}`, { ...rights, email })
    const refused = await change(withEmail, null)
    expectProblem(refused, 409, 'email_unverified')
    expect(refused.body.detail).toContain('has no email')
    const after = await asAdmin('GET', `users/${withEmail.body.id}`)
    expect(after.body).toMatchObject({ role: 'member', email: 'anna-rights@example.com' })
    const email = 'anna-first@example.com'
    expectProblem(
      await asAdmin('PATCH', `users/${withoutEmail.body.id}`, { role: 'manager', email }),
      409,
      'email_unverified',
    )
    expect((await change(withoutEmail, email)).body).toMatchObject({ role: 'manager', email })
  })

  it('are given to a verified account without `confirmUnverified`', async () => {
    const emailVerifiedAt = '2026-11-30T00:00:00.000Z'
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ emailVerifiedAt })
      .where('id', '=', member.id)
      .execute()
    expect((await asAdmin('PATCH', `users/${member.id}`, { role: 'admin' })).body.role).toBe('admin')
  })

  it('of the last administrator: an unknown location is reported before `last_admin`', async () => {
    const { admin, location } = coworking
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ role: 'member' })
      .where('role', '=', 'admin')
      .where('id', '!=', admin.id)
      .execute()
    const demote = (locationId: string) =>
      asAdmin('PATCH', `users/${admin.id}`, { role: 'manager', locationIds: [locationId] })
    expectProblem(await demote(member.id), 404, 'not_found')
    expectProblem(await demote(location.id), 409, 'last_admin')
  })

  it('always leave at least one administrator, also when two are demoted at once', async () => {
    const admins = await service.deps.db
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'admin')
      .execute()
    const demote = (id: string) => asAdmin('PATCH', `users/${id}`, { role: 'member' })
    const responses = await Promise.all(admins.map(({ id }) => demote(id)))
    expect(responses.filter((response) => response.body.code === 'last_admin')).toHaveLength(1)
    const left = await service.deps.db.selectFrom('users').select('id').where('role', '=', 'admin').execute()
    expect(left).toHaveLength(1)
  })
})
