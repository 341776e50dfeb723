import { describe, expect, it } from 'vitest'
import { useWallets } from '../../../../testing/fixtures/wallets.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, member, add, topUp, adjust, payOut, wallet, entries } = useWallets()

describe('a payout', () => {
  it('of at most the balance may be made by a manager, also from a blocked account', async () => {
    await topUp(500)
    const headers = { 'idempotency-key': 'a-payout' }
    const paid = await payOut(-300, { channel: 'bank', memo: 'Возврат' }, { by: manager, headers })
    expect(paid.body).toMatchObject({ amount: -300, balanceAfter: 200, kind: 'payout', channel: 'bank' })
    expect((await payOut(-300, { channel: 'bank', memo: 'Возврат' }, { by: manager, headers })).body).toEqual(
      paid.body,
    )
    const refused = await payOut(-201)
    expectProblem(refused, 402, 'insufficient_funds')
    expect(refused.body).toMatchObject({ required: 201, balance: 200, currency: 'RUB' })
    await service.request('PATCH', `users/${member.id}`, { token: admin.token, body: { blocked: true } })
    expect((await payOut(-200)).body).toMatchObject({ balanceAfter: 0, channel: 'cash' })
  })

  it.each([
    [1, '/amount'],
    [0, '/amount'],
    [-1e12 - 1, '/amount'],
  ])('of %d is refused', async (amount, path) => {
    const response = await payOut(amount)
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
  })
})

describe('a balance in a currency that is no longer active', () => {
  it('can be paid out and adjusted, but not topped up', async () => {
    await topUp(500)
    // The code was active when the money came in.
    await service.deps.pool.query("UPDATE accounts SET currency = 'BGN' WHERE currency = 'RUB'")
    const currency = 'BGN'
    expect((await payOut(-300, { currency })).body).toMatchObject({ currency, balanceAfter: 200 })
    expect((await add({ kind: 'adjustment', amount: 50, currency })).body.balanceAfter).toBe(250)
    const refused = await add({ kind: 'top_up', amount: 1, currency })
    expectProblem(refused, 400, 'validation_failed')
    expect(refused.body.errors[0].path).toBe('/currency')
    expect((await payOut(-250, { currency })).body.balanceAfter).toBe(0)
  })

  it.each([
    { kind: 'payout', amount: -1 },
    { kind: 'adjustment', amount: 1 },
  ])('does not come into being by %j', async (entry) => {
    const refused = await add({ ...entry, currency: 'BGN' })
    expectProblem(refused, 400, 'validation_failed')
    expect(refused.body.errors[0].path).toBe('/currency')
    expect(await wallet()).toEqual([])
  })
})

describe('the channel of an entry', () => {
  it.each(['cash', 'terminal', 'bank', 'stripe', 'yookassa'])(
    '%s is the other side of a top-up and a payout',
    async (channel) => {
      const { id } = (await add({ kind: 'top_up', amount: 7, channel })).body
      await add({ kind: 'payout', amount: -7, channel })
      expect((await entries()).map((entry: { channel: string }) => entry.channel)).toEqual([channel, channel])
      const { rows } = await service.deps.pool.query(
        'SELECT a.kind, a.currency FROM transfers t JOIN accounts a ON a.id = t.from_account WHERE t.id = $1',
        [id],
      )
      expect(rows).toEqual([{ kind: channel, currency: 'RUB' }])
    },
  )

  it('is null in an adjustment', async () => {
    const { body } = await adjust(7)
    expect(body.channel).toBeNull()
    expect((await entries())[0]).toEqual(body)
    const { rows } = await service.deps.pool.query(
      'SELECT a.kind FROM transfers t JOIN accounts a ON a.id = t.from_account WHERE t.id = $1',
      [body.id],
    )
    expect(rows).toEqual([{ kind: 'adjustment' }])
    const refused = await add({ kind: 'adjustment', amount: 7, channel: 'cash' })
    expectProblem(refused, 400, 'validation_failed')
    expect(refused.body.errors[0].path).toBe('/channel')
    expectProblem(await add({ kind: 'top_up', amount: 7, channel: 'adjustment' }), 400, 'validation_failed')
  })
})

describe('an adjustment', () => {
  it('may be positive or negative, down to a balance of 0', async () => {
    expect((await adjust(300)).body).toMatchObject({ amount: 300, kind: 'adjustment', balanceAfter: 300 })
    expect((await adjust(-300)).body).toMatchObject({ amount: -300, balanceAfter: 0 })
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 0 }])
  })

  it('below a balance of 0 is insufficient_funds with the exact amounts, in both languages, and writes nothing', async () => {
    await topUp(12_345)
    const response = await adjust(-12_346)
    expectProblem(response, 402, 'insufficient_funds')
    expect(response.body).toMatchObject({ required: 12_346, balance: 12_345, currency: 'RUB' })
    expect(response.body.detail).toMatch(/123\.46.*123\.45/)
    const russian = await adjust(-12_346, { headers: { 'accept-language': 'ru' } })
    expect(russian.body.detail).toMatch(/Нужно 123,46.*123,45/)
    expect(await entries()).toHaveLength(1)
  })

  it('succeeds for five of twenty simultaneous requests where the balance suffices for five', async () => {
    await topUp(5 * 700 + 699)
    const responses = await Promise.all(Array.from({ length: 20 }, () => adjust(-700)))
    expect(responses.filter((response) => response.status === 201)).toHaveLength(5)
    for (const response of responses.filter((one) => one.status !== 201)) {
      expectProblem(response, 402, 'insufficient_funds')
      expect(response.body).toMatchObject({ required: 700, currency: 'RUB' })
    }
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 699 }])
  })

  it('of 0 is refused', async () => {
    expectProblem(await adjust(0), 400, 'validation_failed')
  })
})

it('money at a location that is being deleted is refused with 404', async () => {
  const body = { name: 'Kiosk', timeZone: 'Europe/Moscow' }
  const { id } = (await service.request('POST', 'locations', { token: admin.token, body })).body
  const held = await holdLock(service, 'DELETE FROM locations WHERE id = $1', [id])
  const responses = Promise.all([
    add({ kind: 'top_up', amount: 500, channel: 'terminal', locationId: id }),
    add({ kind: 'top_up', amount: 500, channel: 'cash', locationId: id }),
  ])
  await held.untilWaiting(2)
  await held.release()
  for (const response of await responses) expectProblem(response, 404, 'not_found')
})
