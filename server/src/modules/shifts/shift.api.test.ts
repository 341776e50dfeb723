import { Value } from 'typebox/value'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeLocation, makePerson, type Person } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { Shift } from './shift.schema.ts'

const { service, coworking, member } = useCoworking({ balance: 0 }, beforeEach)
let cashier: Person

beforeEach(async () => {
  cashier = await makePerson(service, 'manager', [coworking.location.id])
})

const send = (method: string, path: string, body?: object, token = cashier.token) =>
  service.request(method, path, { token, ...(body && { body }) })
const open = (float = 1_000, token?: string, location = coworking.location.id) =>
  send('POST', `locations/${location}/shifts`, { float }, token)
const enter = (fields: object, token?: string) =>
  send('POST', `users/${member.id}/wallet/entries`, { kind: 'top_up', amount: 500, ...fields }, token)
const close = (id: string, counted: number, token?: string) =>
  send('POST', `shifts/${id}/close`, { counted }, token)

describe('a shift', () => {
  it('may expect more than 10¹² in the till, as the schema of `expected` allows', async () => {
    const { body: shift } = await open(1e12)
    await enter({ amount: 500 })
    const { status, body } = await close(shift.id, 1e12)
    expect({ status, body }).toMatchObject({ status: 200, body: { expected: 1e12 + 500, overShort: -500 } })
    expect(Value.Errors(Shift, body)).toEqual([])
  })

  it('begins with a float, sums the cash of its cashier, and ends with the difference of the counted cash', async () => {
    const { status, body: shift } = await open(1_000)
    expect(status).toBe(201)
    expect(shift).toEqual({
      id: expect.any(String),
      locationId: coworking.location.id,
      userId: cashier.id,
      currency: 'RUB',
      float: 1_000,
      expected: 1_000,
      counted: null,
      overShort: null,
      openedAt: expect.any(String),
      closedAt: null,
      closedBy: null,
    })
    const entry = await enter({})
    expect(entry.body).toMatchObject({
      locationId: coworking.location.id,
      shiftId: shift.id,
      channel: 'cash',
    })
    await enter({ kind: 'payout', amount: -200 })
    // Money from a card terminal or from another cashier is not in this till.
    expect((await enter({ channel: 'terminal', amount: 70 })).body.shiftId).toBeNull()
    const other = await makePerson(service, 'manager', [coworking.location.id])
    expect((await enter({ amount: 9 }, other.token)).body).toMatchObject({ shiftId: null })
    expect((await send('GET', `shifts/${shift.id}`)).body.expected).toBe(1_300)
    const list = await send('GET', `shifts/${shift.id}/entries`)
    expect(list.body.items.map((each: { amount: number }) => each.amount)).toEqual([-200, 500])
    expect(list.body.items[0].user).toMatchObject({ id: member.id })
    const closed = await close(shift.id, 1_250)
    expect(closed.body).toMatchObject({
      expected: 1_300,
      counted: 1_250,
      overShort: -50,
      closedBy: cashier.id,
    })
    expect((await send('GET', `locations/${coworking.location.id}/shifts?isOpen=false`)).body.items).toEqual([
      { ...closed.body, user: { id: cashier.id, firstName: 'Anna', lastName: expect.any(String) } },
    ])
    const exported = await send('GET', 'me/export')
    expect(exported.body.shifts).toMatchObject([{ id: shift.id, float: 1_000, counted: 1_250 }])
    expect((await enter({})).body.shiftId).toBeNull()
    await service.assertBooksAreRight()
  })

  it('cannot be opened by a person who has an open shift, also by two simultaneous requests', async () => {
    const responses = await Promise.all([open(), open()])
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409])
    const { id } = responses.find(({ status }) => status === 201)?.body ?? {}
    const refusals = [...responses.filter(({ status }) => status === 409), await open()]
    for (const refused of refusals) {
      expectProblem(refused, 409, 'shift_open')
      expect(refused.body).toMatchObject({ shiftId: id, locationId: coworking.location.id })
    }
    expect((await close(id, 1_000)).body.overShort).toBe(0)
    expectProblem(await close(id, 1_000), 409, 'invalid_transition')
    expect((await open()).status).toBe(201)
  })

  it('is opened, or names the open one, while the former one is being closed', async () => {
    for (const _ of Array.from({ length: 8 })) {
      const { id } = (await open()).body
      const [closed, opened] = await Promise.all([close(id, 1_000), open()])
      expect(closed.status).toBe(200)
      if (opened.status === 409) expect(opened.body).toMatchObject({ code: 'shift_open', shiftId: id })
      else expect((await close(opened.body.id, 1_000)).status).toBe(200)
    }
  })

  it('is not visible to other locations, and may be closed by an administrator', async () => {
    const { id } = (await open()).body
    const elsewhere = await makeLocation(service, coworking.admin)
    const otherManager = await makePerson(service, 'manager', [elsewhere.id])
    expectProblem(await send('GET', `shifts/${id}`, undefined, otherManager.token), 404, 'not_found')
    expectProblem(await close(id, 0, otherManager.token), 404, 'not_found')
    expectProblem(await open(0, otherManager.token), 403, 'forbidden')
    expect((await close(id, 1_000, coworking.admin.token)).body.closedBy).toBe(coworking.admin.id)
  })

  it('takes no cash after its cashier has lost the location, and can still be closed by the cashier', async () => {
    const { id } = (await open(0)).body
    const second = await makeLocation(service, coworking.admin)
    await send('PATCH', `users/${cashier.id}`, { locationIds: [second.id] }, coworking.admin.token)
    await expect.poll(async () => (await send('GET', `locations/${second.id}/shifts`)).status).toBe(200)
    expect((await enter({})).body).toMatchObject({ locationId: second.id, shiftId: null })
    const refused = await open(0, cashier.token, second.id)
    expectProblem(refused, 409, 'shift_open')
    expect(refused.body).toMatchObject({ shiftId: id, locationId: coworking.location.id })
    expectProblem(await send('GET', `shifts/${id}/entries`), 404, 'not_found')
    expect((await send('GET', `shifts/${id}`)).body.expected).toBe(0)
    expect((await close(id, 0)).body.closedBy).toBe(cashier.id)
    expect((await open(0, cashier.token, second.id)).status).toBe(201)
  })

  it('prevents a change of the currency of its location while it is open', async () => {
    const { id: locationId } = await makeLocation(service, coworking.admin)
    const change = () => send('PATCH', `locations/${locationId}`, { currency: 'EUR' }, coworking.admin.token)
    const shift = (await open(0, coworking.admin.token, locationId)).body
    const refused = await change()
    expectProblem(refused, 409, 'in_use')
    expect(refused.body.detail).toContain('A shift is open')
    await close(shift.id, 0, coworking.admin.token)
    expect((await change()).body).toMatchObject({ currency: 'EUR' })
    expect((await open(0, coworking.admin.token, locationId)).body).toMatchObject({ currency: 'EUR' })
  })

  it('is closed once, and takes no cash after that, also from simultaneous requests', async () => {
    const { id } = (await open(0)).body
    const responses = await Promise.all([
      ...Array.from({ length: 6 }, () => enter({ amount: 100 })),
      close(id, 0),
      close(id, 0),
    ])
    const taken = responses.slice(0, 6).filter(({ body }) => body.shiftId === id).length
    expect(
      responses
        .slice(6)
        .map(({ status }) => status)
        .sort(),
    ).toEqual([200, 409])
    const shift = (await send('GET', `shifts/${id}`)).body
    expect(shift).toMatchObject({ expected: taken * 100, overShort: 0 - taken * 100 })
    await service.assertBooksAreRight()
  })
})

describe('cash', () => {
  it('needs an open shift only in locations that require one', async () => {
    await send('PATCH', `locations/${coworking.location.id}`, { requiresShift: true }, coworking.admin.token)
    const refused = await enter({})
    expectProblem(refused, 409, 'shift_required')
    expect(refused.body.detail).toBe('You have no open shift here: open one first')
    expect((await enter({ channel: 'terminal' })).status).toBe(201)
    expectProblem(
      await enter({ locationId: coworking.location.id }, coworking.admin.token),
      409,
      'shift_required',
    )
    await open()
    expect((await enter({})).status).toBe(201)
    const inOtherCurrency = await enter({ currency: 'EUR' })
    expectProblem(inOtherCurrency, 409, 'shift_required')
    expect(inOtherCurrency.body.detail).toMatch(/^Cash in EUR is not taken .* your open shift is in RUB$/)
  })

  it('needs a location in the request of a cashier who runs several', async () => {
    const second = await makeLocation(service, coworking.admin)
    const both = await makePerson(service, 'manager', [coworking.location.id, second.id])
    const refused = await enter({}, both.token)
    expectProblem(refused, 400, 'validation_failed')
    expect(refused.body.errors[0].path).toBe('/locationId')
    const shift = (await open(0, both.token, second.id)).body
    const here = await enter({ locationId: coworking.location.id }, both.token)
    expect(here.body).toMatchObject({ locationId: coworking.location.id, shiftId: null })
    const there = await enter({ locationId: second.id }, both.token)
    expect(there.body).toMatchObject({ locationId: second.id, shiftId: shift.id })
    const third = await makeLocation(service, coworking.admin)
    expectProblem(await enter({ locationId: third.id }, both.token), 403, 'forbidden')
    const correction = { kind: 'adjustment', amount: 1, locationId: second.id }
    expectProblem(await enter(correction, coworking.admin.token), 400, 'validation_failed')
  })
})

it.each(['terminal', 'bank'])(
  'A top-up by %s without a location has the only location of a manager',
  async (channel) => {
    expect((await enter({ channel })).body).toMatchObject({
      locationId: coworking.location.id,
      shiftId: null,
    })
    const second = await makeLocation(service, coworking.admin)
    const both = await makePerson(service, 'manager', [coworking.location.id, second.id])
    for (const { token } of [both, coworking.admin])
      expect((await enter({ channel }, token)).body).toMatchObject({ locationId: null, shiftId: null })
  },
)

it('A top-up through a payment provider has no location', async () => {
  expect((await enter({ channel: 'stripe' })).body).toMatchObject({ locationId: null })
})
