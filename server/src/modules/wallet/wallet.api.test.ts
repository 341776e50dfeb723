import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { makePerson } from '../../../../testing/factories.ts'
import { useWallets } from '../../../../testing/fixtures/wallets.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, member, add, topUp, adjust, wallet, entries } = useWallets()

describe('a top-up', () => {
  it('returns the entry, and changes the wallet and its entries accordingly', async () => {
    const response = await add({ kind: 'top_up', amount: 150_050, memo: 'Наличные' })
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      amount: 150_050,
      currency: 'RUB',
      balanceAfter: 150_050,
      kind: 'top_up',
      channel: 'cash',
      locationId: null,
      shiftId: null,
      bookingId: null,
      paymentId: null,
      memo: 'Наличные',
      createdAt: startOfTests,
    })
    expect(await entries()).toEqual([response.body])
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 150_050 }])
  })

  it('has a null memo by default, and keeps a given memo unchanged', async () => {
    expect((await topUp(1)).body.memo).toBeNull()
    expect((await add({ kind: 'top_up', amount: 1, memo: null })).body.memo).toBeNull()
    const memo = `'; DROP TABLE transfers; -- <script>alert("1")</script>\n\u202e🏢`
    await add({ kind: 'top_up', amount: 1, memo })
    expect((await entries())[0].memo).toBe(memo)
  })

  it('changes the balance of its currency; balances are sorted by code, and a currency without entries has none', async () => {
    expect(await wallet()).toEqual([])
    for (const currency of ['USD', 'RUB', 'EUR']) await add({ kind: 'top_up', amount: 5, currency })
    await add({ kind: 'adjustment', amount: -5, currency: 'USD' })
    const refused = await add({ kind: 'adjustment', amount: -5, currency: 'GEL' })
    expectProblem(refused, 402, 'insufficient_funds')
    expect(await wallet()).toEqual([
      { currency: 'EUR', balance: 5 },
      { currency: 'RUB', balance: 5 },
      { currency: 'USD', balance: 0 },
    ])
  })

  it.each([
    [{ amount: 0 }, '/amount'],
    [{ amount: -1 }, '/amount'],
    [{ amount: 1.5 }, '/amount'],
    [{ amount: 1e12 + 1 }, '/amount'],
    [{ amount: '5' }, '/amount'],
    [{ currency: 'rub' }, '/currency'],
    [{ currency: 'RUR' }, '/currency'],
    [{ currency: 'XXX' }, '/currency'],
    [{ memo: 'x'.repeat(2_001) }, '/memo'],
    [{ bookingId: randomUUID() }, '/bookingId'],
  ])('with %j is refused, and writes nothing', async (fields, path) => {
    const response = await add({ kind: 'top_up', amount: 5, ...fields })
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
    expect(await entries()).toEqual([])
  })

  it.each(['charge', 'refund', 'bonus'])('is refused with kind %s in place of top_up', async (kind) => {
    expectProblem(await add({ kind, amount: 5 }), 400, 'validation_failed')
  })

  it('may fill a wallet up to 10¹² kopecks, and no further', async () => {
    expect((await topUp(1e12)).body.balanceAfter).toBe(1e12)
    expectProblem(await topUp(1), 400, 'validation_failed')
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 1e12 }])
  })

  it('by each of twenty simultaneous requests is counted, and each entry continues the balance of the entry before it', async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, (_, index) => topUp(index + 1)))
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 201))
    const shown: { amount: number; balanceAfter: number }[] = await entries()
    shown.reverse().reduce((balance, entry) => {
      expect(entry.balanceAfter).toBe(balance + entry.amount)
      return entry.balanceAfter
    }, 0)
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 210 }])
  })

  it('is made once by ten simultaneous requests with one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'a-top-up' }
    const responses = await Promise.all(Array.from({ length: 10 }, () => topUp(500, { headers })))
    for (const response of responses)
      expect([response.status, response.body]).toEqual([201, responses[0]?.body])
    expect(responses.filter((one) => one.headers['idempotency-replayed'] === 'true')).toHaveLength(9)
    expectProblem(await topUp(501, { headers }), 422, 'idempotency_key_reused')
    // A key belongs to its user and its path: an equal key of another user is another key.
    expect((await topUp(500, { headers, by: manager })).headers['idempotency-replayed']).toBeUndefined()
    const other = await makePerson(service)
    expect((await topUp(500, { headers, to: other })).status).toBe(201)
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 1_000 }])
  })
})

describe('the entries of a wallet', () => {
  beforeEach(async () => {
    for (const amount of [1, 2, 3]) await topUp(amount)
    await adjust(-4)
    await add({ kind: 'top_up', amount: 5, currency: 'EUR' })
  })
  const amounts = async (query: string) =>
    (await entries(query)).map((entry: { amount: number }) => entry.amount)

  it('come newest first, also within one instant', async () => {
    expect(await amounts('currency=RUB')).toEqual([-4, 3, 2, 1])
    const balances = (await entries('currency=RUB')).map((one: { balanceAfter: number }) => one.balanceAfter)
    expect(balances).toEqual([2, 6, 3, 1])
  })

  it('can be filtered by kind and by currency', async () => {
    expect(await amounts('kind=adjustment')).toEqual([-4])
    expect(await amounts('kind=charge')).toEqual([])
    expect(await amounts('kind=adjustment&kind=top_up&currency=RUB')).toEqual([-4, 3, 2, 1])
    expect(await amounts('currency=EUR')).toEqual([5])
    expect(await amounts('currency=USD')).toEqual([])
  })

  it('come in pages that neither skip nor repeat while entries are added', async () => {
    const path = `users/${member.id}/wallet/entries?limit=2&currency=RUB&withTotal=true`
    const page = (cursor = '') => service.request('GET', path + cursor, { token: admin.token })
    const first = await page()
    expect(first.body).toMatchObject({ items: [{ amount: -4 }, { amount: 3 }], total: 4 })
    await topUp(6)
    const second = await page(`&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ amount: 2 }, { amount: 1 }], nextCursor: null, total: 5 })
  })
})
