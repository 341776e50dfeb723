import { beforeAll, describe, expect, it } from 'vitest'
import { at, makeCoworking, makePerson, type Person, password, topUp } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { tokenIn } from '../../../../testing/sessions.ts'

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let manager: Person
let visitors = 0

beforeAll(async () => {
  coworking = await makeCoworking(service)
  manager = await makePerson(service, 'manager', [coworking.location.id])
})

const send = (method: string, path: string, body?: object, token = manager.token) =>
  service.request(method, path, { token, ...(body && { body }) })
const create = (fields: object = {}, token?: string) => {
  visitors += 1
  const email = `visitor${visitors}@example.com`
  return send('POST', 'users', { firstName: 'Вера', lastName: 'Гость', email, ...fields }, token)
}
const linkTo = async (email: string, page: string) =>
  tokenIn((await service.mailsTo(email)).findLast(({ text }) => text.includes(`/${page}#`)))

/** Takes an account over as its person does, by the link to set a new password. */
async function takeOverAccount(email: string) {
  await service.request('POST', 'auth/password-reset', { body: { email } })
  const body = { token: await linkTo(email, 'reset-password'), password }
  expect((await service.request('POST', 'auth/password-reset/confirm', { body })).status).toBe(204)
}

describe('a member whom the front desk adds', () => {
  it('is added by a manager, with an email, a phone or both', async () => {
    const { status, body } = await create({ phone: '+79211234567', locale: 'ru' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.any(String),
      email: `visitor${visitors}@example.com`,
      emailVerified: false,
      firstName: 'Вера',
      lastName: 'Гость',
      phone: '+79211234567',
      locale: 'ru',
      role: 'member',
      locationIds: [],
      blocked: false,
      hasPassword: false,
      note: '',
      tags: [],
      createdAt: expect.any(String),
      balances: [],
      mergedInto: null,
    })
    // A phone is not unique, and no email is needed with it.
    expect((await create({ email: null, phone: '+79211234567' })).body).toMatchObject({ email: null })
    expectProblem(await create({ email: null }), 400, 'validation_failed')
    const { token } = await makePerson(service, 'manager')
    expectProblem(await create({}, token), 403, 'forbidden')
    expectProblem(await create({ email: null }, token), 400, 'validation_failed')
  })

  it.each(['89211234567', '+7 921 1234567', '+0921123456', '+123456', '+1234567890123456', ''])(
    'is refused with the phone %j',
    async (phone) => expectProblem(await create({ phone }), 400, 'validation_failed'),
  )

  it('must have a unique email: email_taken, in any letter case, when the account is made or changed', async () => {
    const { body } = await create()
    expectProblem(await create({ email: body.email.toUpperCase() }), 409, 'email_taken')
    const other = await create()
    expectProblem(await send('PATCH', `users/${other.body.id}`, { email: body.email }), 409, 'email_taken')
    const registration = { email: body.email, password, firstName: 'A', lastName: 'B' }
    const registered = await service.request('POST', 'auth/register', { body: registration })
    expectProblem(registered, 409, 'email_taken')
  })

  it('cannot sign in, and without an email gets no mail of a booking', async () => {
    const { body } = await create()
    const login = { email: body.email, password }
    expectProblem(await service.request('POST', 'auth/login', { body: login }), 401, 'unauthenticated')
    const silent = (await create({ email: null, phone: '+79210000000' })).body
    await topUp(service, manager, silent.id, 100_000)
    const slot = { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00'), userId: silent.id }
    expect((await send('POST', 'bookings', slot)).status).toBe(201)
    const list = await send('GET', `bookings?userId=${silent.id}&include=user`)
    expect(list.body.items[0].user).toMatchObject({ email: null, phone: '+79210000000' })
    await service.mailsTo('nobody@example.com')
    const mails = service.deps.db.selectFrom('outgoingMails').select('state').where('userId', '=', silent.id)
    expect((await mails.execute()).map(({ state }) => state)).toEqual(['dropped', 'dropped'])
  })

  it('is found by any part of the phone, in any notation, and by the name', async () => {
    const { body } = await create({ phone: '+79995554433' })
    const found = async (search: string) => {
      const list = await send('GET', `users?limit=1000&search=${encodeURIComponent(search)}`)
      return list.body.items.map((user: { id: string }) => user.id)
    }
    for (const search of [
      '+79995554433',
      '4433',
      '9555',
      '+7 (999) 555-44-33',
      '8 999 555 44 33',
      '8 (999) 55',
      'вера 5544',
      'Вера 8 999 555 44 33',
      '8 (999) 555-44-33 вера',
    ])
      expect([search, await found(search)]).toEqual([search, expect.arrayContaining([body.id])])
    expect(await found('4434')).not.toContain(body.id)
    expect(await found('никто 5544')).not.toContain(body.id)
    expect(await found('Вера 8 999 555 44 34')).not.toContain(body.id)
  })
})

describe('the person who verifies the email', () => {
  it('takes the account over, with its bookings and balance, by a new password', async () => {
    const { body } = await create()
    await topUp(service, manager, body.id, 500)
    expect((await send('PATCH', `users/${body.id}`, { firstName: 'Вероника' })).body.firstName).toBe(
      'Вероника',
    )
    await takeOverAccount(body.email)
    const login = await service.request('POST', 'auth/login', { body: { email: body.email, password } })
    expect(login.body.user).toMatchObject({ id: body.id, emailVerified: true, firstName: 'Вероника' })
    expect(login.body.user.balances).toEqual([{ currency: 'RUB', balance: 500 }])
    for (const change of [{ firstName: 'X' }, { phone: '+79210000001' }, { email: 'x@example.com' }])
      expectProblem(await send('PATCH', `users/${body.id}`, change), 403, 'forbidden')
    const byAdmin = await send('PATCH', `users/${body.id}`, { email: 'x@example.com' }, coworking.admin.token)
    expectProblem(byAdmin, 403, 'forbidden')
    expect(byAdmin.body.detail).toBe('The email of an account that its owner uses cannot be changed')
    const stale = { token: coworking.admin.token, headers: { 'if-match': '"stale"' } }
    const patch = (change: object) => service.request('PATCH', `users/${body.id}`, { ...stale, body: change })
    expectProblem(await patch({ email: 'x@example.com' }), 403, 'forbidden')
    expectProblem(await patch({ note: 'x' }), 412, 'precondition_failed')
    for (const change of [{ email: null }, { locationIds: [coworking.location.id] }])
      expectProblem(await patch(change), 400, 'validation_failed')
    expectProblem(await patch({ role: 'manager', locationIds: [body.id] }), 404, 'not_found')
    expectProblem(await send('PATCH', `users/${body.id}`, { email: null }), 400, 'validation_failed')
  })

  it('owns the account also after the verification link', async () => {
    const { body } = await create()
    const token = await linkTo(body.email, 'verify-email')
    expect((await service.request('POST', 'auth/verify-email', { body: { token } })).status).toBe(204)
    expectProblem(await send('PATCH', `users/${body.id}`, { email: 'y@example.com' }), 403, 'forbidden')
    expect((await send('GET', `users/${body.id}`)).body).toMatchObject({
      emailVerified: true,
      hasPassword: false,
    })
  })

  it('gets the account only by a link that was sent to its present email: a link to the former email is void', async () => {
    const { body } = await create()
    await service.request('POST', 'auth/password-reset', { body: { email: body.email } })
    const reset = await linkTo(body.email, 'reset-password')
    const verify = await linkTo(body.email, 'verify-email')
    const email = `Right${visitors}@example.com`
    expect((await send('PATCH', `users/${body.id}`, { email })).body.email).toBe(email.toLowerCase())
    const confirm = { token: reset, password }
    const refused = await service.request('POST', 'auth/password-reset/confirm', { body: confirm })
    expectProblem(refused, 422, 'token_invalid')
    const unproved = await service.request('POST', 'auth/verify-email', { body: { token: verify } })
    expectProblem(unproved, 422, 'token_invalid')
    await takeOverAccount(email.toLowerCase())
    expect((await send('GET', `users/${body.id}`)).body.hasPassword).toBe(true)
  })

  it('gets the account only by a link to its present email, also where staff correct the email at the moment when the link is opened', async () => {
    const { body } = await create()
    await service.request('POST', 'auth/password-reset', { body: { email: body.email } })
    const links = {
      'auth/password-reset/confirm': { token: await linkTo(body.email, 'reset-password'), password },
      'auth/verify-email': { token: await linkTo(body.email, 'verify-email') },
    }
    // The last lock of a change by staff: while the test holds it, the email is changed, but not committed.
    const held = await holdLock(service, 'SELECT FROM audit_head FOR UPDATE')
    const email = `corrected${visitors}@example.com`
    const corrected = send('PATCH', `users/${body.id}`, { email })
    await held.untilWaiting(1)
    const opened = Object.entries(links).map(([path, body]) => service.request('POST', path, { body }))
    await held.untilWaiting(3)
    await held.release()
    expect((await corrected).status).toBe(200)
    for (const response of await Promise.all(opened)) expectProblem(response, 422, 'token_invalid')
    expect((await send('GET', `users/${body.id}`)).body).toMatchObject({
      email,
      emailVerified: false,
      hasPassword: false,
    })
  })
})

describe('the note of staff about a person', () => {
  it('may be read and written by staff for every member; a member gets it only in the export', async () => {
    const member = await makePerson(service)
    const note = { note: 'Ключ у охраны', tags: ['постоянный', 'VIP'] }
    expect((await send('PATCH', `users/${member.id}`, note)).body).toMatchObject(note)
    const listed = await send('GET', 'users?limit=1000')
    expect(listed.body.items.find((user: Person) => user.id === member.id)).toMatchObject(note)
    const response = await service.request('GET', 'me', { token: member.token })
    expect(response.body).not.toHaveProperty('note')
    const exported = await service.request('GET', 'me/export', { token: member.token })
    expect(exported.body.user).toMatchObject(note)
    expectProblem(await send('PATCH', `users/${member.id}`, { tags: ['a', 'a '] }), 400, 'validation_failed')
    expectProblem(await send('PATCH', `users/${member.id}`, { note: null }), 400, 'validation_failed')
  })

  it('does not allow other changes that a manager may not make', async () => {
    const { body } = await create()
    for (const change of [{ role: 'manager' }, { blocked: true }, { locationIds: [] }])
      expectProblem(await send('PATCH', `users/${body.id}`, { note: 'x', ...change }), 403, 'forbidden')
    expect((await send('GET', `users/${body.id}`)).body.note).toBe('')
    expectProblem(await send('PATCH', `users/${coworking.admin.id}`, { note: 'x' }), 404, 'not_found')
    expectProblem(await send('PATCH', `users/${manager.id}`, { note: 'x' }), 403, 'forbidden')
  })

  it('is in the audit trail only by the names of the changed fields', async () => {
    const { body } = await create()
    await send('PATCH', `users/${body.id}`, { note: 'Тайна', phone: '+79217654321' })
    const trail = await send('GET', `audit?entityId=${body.id}`, undefined, coworking.admin.token)
    expect(trail.body.items.map(({ action }: { action: string }) => action)).toEqual(['update', 'create'])
    expect(trail.body.items[0].after.rewritten).toEqual(['phone', 'note'])
    expect(trail.text).not.toMatch(/Тайна|7654321|Вера/)
  })
})
