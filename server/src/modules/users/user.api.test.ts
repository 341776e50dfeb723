import { beforeAll, describe, expect, it } from 'vitest'
import { makeLocation, makePerson, type Person, topUp } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

const me = (token: string) => service.request('GET', 'me', { token })

describe('/me', () => {
  it('shows the locations that a manager runs, and a balance of every currency with entries, by code', async () => {
    const location = await makeLocation(service, admin)
    const manager = await makePerson(service, 'manager', [location.id])
    const member = await makePerson(service)
    await topUp(service, admin, member.id, 500)
    const path = `users/${member.id}/wallet/entries`
    const body = { kind: 'top_up', amount: 7, currency: 'EUR' }
    await service.request('POST', path, { token: admin.token, body })
    expect((await me(manager.token)).body).toMatchObject({ role: 'manager', locationIds: [location.id] })
    expect((await me(member.token)).body.balances).toEqual([
      { currency: 'EUR', balance: 7 },
      { currency: 'RUB', balance: 500 },
    ])
  })

  it('changes the fields of the request and no others', async () => {
    const { token } = await makePerson(service)
    const before = (await me(token)).body
    const change = (body: object) => service.request('PATCH', 'me', { token, body })
    expect((await change({})).body).toEqual(before)
    expect((await change({ firstName: 'Ольга' })).body).toEqual({ ...before, firstName: 'Ольга' })
    await change({ lastName: `O'Neil`, locale: 'ru' })
    expect((await me(token)).body).toEqual({
      ...before,
      firstName: 'Ольга',
      lastName: `O'Neil`,
      locale: 'ru',
    })
  })

  it.each([
    { firstName: null },
    { lastName: '' },
    { locale: null },
    { email: 'x@example.com' },
    { role: 'admin' },
  ])('refuses the change %j and changes nothing', async (body) => {
    const { token } = await makePerson(service)
    const before = (await me(token)).body
    const response = await service.request('PATCH', 'me', { token, body: { firstName: 'Olga', ...body } })
    expectProblem(response, 400, 'validation_failed')
    expect((await me(token)).body).toEqual(before)
  })
})
