import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeLocation, makePerson, type Person } from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person
let manager: Person
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  manager = await makePerson(service, 'manager', [(await makeLocation(service, admin)).id])
})

beforeEach(async () => {
  member = await makePerson(service)
})

type Options = { by?: Person; to?: Person; headers?: Record<string, string> }
const add = (body: object, { by = admin, to = member, headers = {} }: Options = {}) =>
  service.request('POST', `users/${to.id}/wallet/entries`, { token: by.token, body, headers })
const topUp = (amount: number, options: Options = {}) => add({ kind: 'top_up', amount }, options)
const adjust = (amount: number, options: Options = {}) => add({ kind: 'adjustment', amount }, options)
const wallet = async (of = member) =>
  (await service.request('GET', 'me/wallet', { token: of.token })).body.balances
const entries = async (query = '') =>
  (await service.request('GET', `me/wallet/entries?limit=1000&${query}`, { token: member.token })).body.items

describe('a top-up', () => {
  it('answers the entry, and is what the wallet and its entries then show', async () => {
    const answer = await add({ kind: 'top_up', amount: 150_050, memo: 'Наличные' })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
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
    expect(await entries()).toEqual([answer.body])
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 150_050 }])
  })

  it('has no memo unless it is given one, and keeps what it is given to the letter', async () => {
    expect((await topUp(1)).body.memo).toBeNull()
    expect((await add({ kind: 'top_up', amount: 1, memo: null })).body.memo).toBeNull()
    const memo = `'; DROP TABLE transfers; -- <script>alert("1")</script>\n\u202e🏢`
    await add({ kind: 'top_up', amount: 1, memo })
    expect((await entries())[0].memo).toBe(memo)
  })

  it('is held by currency, shown by code; a wallet without entries is not shown', async () => {
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
    const answer = await add({ kind: 'top_up', amount: 5, ...fields })
    expectProblem(answer, 400, 'validation_failed')
    expect(answer.body.errors[0].path).toBe(path)
    expect(await entries()).toEqual([])
  })

  it.each(['charge', 'refund', 'bonus'])(
    'is the only way in: an entry of kind %s is refused',
    async (kind) => {
      expectProblem(await add({ kind, amount: 5 }), 400, 'validation_failed')
    },
  )

  it('fills a wallet to 10¹² and not a kopeck above', async () => {
    expect((await topUp(1e12)).body.balanceAfter).toBe(1e12)
    expectProblem(await topUp(1), 400, 'validation_failed')
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 1e12 }])
  })

  it('counts each of twenty at once, and carries the balance on from one to the next', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => topUp(index + 1)))
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
    const shown: { amount: number; balanceAfter: number }[] = await entries()
    shown.reverse().reduce((balance, entry) => {
      expect(entry.balanceAfter).toBe(balance + entry.amount)
      return entry.balanceAfter
    }, 0)
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 210 }])
  })

  it('happens once with one Idempotency-Key, ten times at once', async () => {
    const headers = { 'idempotency-key': 'a-top-up' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => topUp(500, { headers })))
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([201, answers[0]?.body])
    expect(answers.filter((one) => one.headers['idempotency-replayed'] === 'true')).toHaveLength(9)
    expectProblem(await topUp(501, { headers }), 422, 'idempotency_key_reused')
    // A key belongs to its caller and its path: an equal key of another caller is another key.
    expect((await topUp(500, { headers, by: manager })).headers['idempotency-replayed']).toBeUndefined()
    const other = await makePerson(service)
    expect((await topUp(500, { headers, to: other })).status).toBe(201)
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 1_000 }])
  })
})

describe('a payout', () => {
  const payOut = (amount: number, fields: object = {}, options: Options = {}) =>
    add({ kind: 'payout', amount, ...fields }, options)

  it('takes from the wallet what it holds and no more, by a manager, also of a blocked account', async () => {
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
    const answer = await payOut(amount)
    expectProblem(answer, 400, 'validation_failed')
    expect(answer.body.errors[0].path).toBe(path)
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

  it('is none in an adjustment, whose other side is no till', async () => {
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
  it('goes either way, down to nothing', async () => {
    expect((await adjust(300)).body).toMatchObject({ amount: 300, kind: 'adjustment', balanceAfter: 300 })
    expect((await adjust(-300)).body).toMatchObject({ amount: -300, balanceAfter: 0 })
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 0 }])
  })

  it('below zero is insufficient_funds with the exact figures, in both languages, and writes nothing', async () => {
    await topUp(12_345)
    const answer = await adjust(-12_346)
    expectProblem(answer, 402, 'insufficient_funds')
    expect(answer.body).toMatchObject({ required: 12_346, balance: 12_345, currency: 'RUB' })
    expect(answer.body.detail).toMatch(/123\.46.*123\.45/)
    const russian = await adjust(-12_346, { headers: { 'accept-language': 'ru' } })
    expect(russian.body.detail).toMatch(/Нужно 123,46.*123,45/)
    expect(await entries()).toHaveLength(1)
  })

  it('of a wallet that can pay for five succeeds five times of twenty at once', async () => {
    await topUp(5 * 700 + 699)
    const answers = await Promise.all(Array.from({ length: 20 }, () => adjust(-700)))
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(5)
    for (const answer of answers.filter((one) => one.status !== 201)) {
      expectProblem(answer, 402, 'insufficient_funds')
      expect(answer.body).toMatchObject({ required: 700, currency: 'RUB' })
    }
    expect(await wallet()).toEqual([{ currency: 'RUB', balance: 699 }])
  })

  it('of nothing is refused', async () => {
    expectProblem(await adjust(0), 400, 'validation_failed')
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

  it('come newest first, though the clock stands still', async () => {
    expect(await amounts('currency=RUB')).toEqual([-4, 3, 2, 1])
    const balances = (await entries('currency=RUB')).map((one: { balanceAfter: number }) => one.balanceAfter)
    expect(balances).toEqual([2, 6, 3, 1])
  })

  it('may be asked for by kind and by currency', async () => {
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
