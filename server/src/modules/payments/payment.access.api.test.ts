import { describe, expect, it } from 'vitest'
import { at, book, makeCoworking, makePerson, type Person } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { toInstant } from '../../shared/time-range.ts'

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

  it('names its booking only to its payer, to administrators and to managers of the location', async () => {
    const { service, member, manager, admin } = fixture
    const { space, location } = await makeCoworking(service)
    const request = { spaceId: space.id, ...at('2026-12-02', '10:00', '11:00'), payment: 'online' }
    const { id, paymentRequest } = (await book(service, member, request)).body
    const local = await makePerson(service, 'manager', [location.id])
    const bookingIdsFor = async ({ token }: Person, list = `payments?userId=${member.id}`) => {
      const { body } = await service.request('GET', `payments/${paymentRequest.id}`, { token })
      const { items } = (await service.request('GET', list, { token })).body
      return [body, ...items].map(({ bookingId }) => bookingId)
    }
    expect(await bookingIdsFor(manager)).toEqual([null, null])
    for (const person of [local, admin]) expect(await bookingIdsFor(person)).toEqual([id, id])
    expect(await bookingIdsFor(member, 'me/payments')).toEqual([id, id])
  })

  it('of a deleted user is visible to administrators only, in lists and alone', async () => {
    const { service, manager, admin } = fixture
    const payers = [await makePerson(service, 'admin'), await makePerson(service, 'member')]
    for (const payer of payers) {
      const { id } = (await begin(900, { by: payer })).body
      const failed = { status: 'failed', finishedAt: toInstant(service.clock.now()) } as const
      await withoutInvalidation(service.deps.db)
        .updateTable('payments')
        .set(failed)
        .where('id', '=', id)
        .execute()
      const deleted = await service.request('DELETE', `users/${payer.id}`, { token: admin.token })
      expect(deleted.status, deleted.text).toBe(204)
      const seenBy = async ({ token }: Person) => {
        const { items } = (await service.request('GET', `payments?userId=${payer.id}`, { token })).body
        return [items.length, (await service.request('GET', `payments/${id}`, { token })).status]
      }
      expect(await seenBy(manager)).toEqual([0, 404])
      expect(await seenBy(admin)).toEqual([1, 200])
    }
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
