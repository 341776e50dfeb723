import { describe, expect, it } from 'vitest'
import { makePerson } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

describe.each(providers)('a payment by %s', (name) => {
  const { fixture, begin } = usePayments(name)

  it('is visible only to its payer and to staff', async () => {
    const { id } = (await begin(900)).body
    const otherMember = await makePerson(fixture.service)
    expectProblem(
      await fixture.service.request('GET', `payments/${id}`, { token: otherMember.token }),
      404,
      'not_found',
    )
    for (const person of [fixture.member, fixture.manager, fixture.admin])
      expect((await fixture.service.request('GET', `payments/${id}`, { token: person.token })).status).toBe(
        200,
      )
    const list = await fixture.service.request('GET', `payments?userId=${fixture.member.id}&status=pending`, {
      token: fixture.manager.token,
    })
    expect(list.body.items.map((one: { id: string }) => one.id)).toEqual([id])
    expectProblem(
      await fixture.service.request('GET', 'payments', { token: fixture.member.token }),
      403,
      'forbidden',
    )
  })

  it('has a provider and limits that everybody can read in the settings', async () => {
    const { status, body } = await fixture.service.request('GET', 'settings')
    expect(status).toBe(200)
    expect(body.payments.provider).toBe(name)
    expect(body.payments.limits).toContainEqual({
      currency: 'RUB',
      min: expect.any(Number),
      max: expect.any(Number),
    })
  })

  it('is in a list from `from` to `to`, both included', async () => {
    const { id, createdAt } = (await begin(900)).body
    const shifted = (ms: number) => new Date(Date.parse(createdAt) + ms).toISOString()
    const idsOf = async (from: string, to: string) => {
      const path = `payments?userId=${fixture.member.id}&from=${from}&to=${to}`
      const { body } = await fixture.service.request('GET', path, { token: fixture.admin.token })
      return body.items.map((payment: { id: string }) => payment.id)
    }
    expect(await idsOf(createdAt, createdAt)).toEqual([id])
    expect(await idsOf(shifted(1), shifted(2))).toEqual([])
    expect(await idsOf(shifted(-2), shifted(-1))).toEqual([])
  })
})
