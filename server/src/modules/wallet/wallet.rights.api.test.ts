import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person
let manager: Person
let otherManager: Person
let member: Person
let otherMember: Person
let home: Awaited<ReturnType<typeof makeCoworking>>
let elsewhere: Awaited<ReturnType<typeof makeCoworking>>

beforeAll(async () => {
  home = await makeCoworking(service)
  elsewhere = await makeCoworking(service)
  admin = home.admin
  manager = await makePerson(service, 'manager', [home.location.id])
  otherManager = await makePerson(service, 'manager', [elsewhere.location.id])
  member = await makeMember(service, admin, 500_000)
  otherMember = await makePerson(service)
})

const getWallet = (person: Person, owner: Person | { id: string }, path = '') =>
  service.request('GET', `users/${owner.id}/wallet${path}`, { token: person.token })
const add = (person: Person, to: Person | { id: string }, kind: string, amount = 10) =>
  service.request('POST', `users/${to.id}/wallet/entries`, { token: person.token, body: { kind, amount } })

describe('a wallet, by the id of its owner', () => {
  it('is forbidden to a member, whether it is the member’s own, another’s, or does not exist', async () => {
    for (const owner of [member, otherMember, admin, { id: randomUUID() }]) {
      expectProblem(await getWallet(member, owner), 403, 'forbidden')
      expectProblem(await getWallet(member, owner, '/entries'), 403, 'forbidden')
      for (const kind of ['top_up', 'payout', 'adjustment'])
        expectProblem(await add(member, owner, kind, kind === 'payout' ? -10 : 10), 403, 'forbidden')
    }
  })

  it('may be read and topped up by any manager where it belongs to a member', async () => {
    for (const person of [manager, otherManager]) {
      expect((await getWallet(person, member)).body.balances).toEqual([
        { currency: 'RUB', balance: expect.any(Number) },
      ])
      expect((await getWallet(person, member, '/entries')).status).toBe(200)
      expect((await add(person, member, 'top_up')).status).toBe(201)
    }
  })

  it('cannot be topped up by its owner where the owner is a manager; wallets of other staff are not visible to a manager', async () => {
    expectProblem(await add(manager, manager, 'top_up'), 403, 'forbidden')
    for (const owner of [otherManager, admin, { id: randomUUID() }]) {
      expectProblem(await getWallet(manager, owner), 404, 'not_found')
      expectProblem(await getWallet(manager, owner, '/entries'), 404, 'not_found')
      expectProblem(await add(manager, owner, 'top_up'), 404, 'not_found')
      expectProblem(await add(manager, owner, 'payout', -10), 404, 'not_found')
    }
  })

  it('may be adjusted only by administrators', async () => {
    expectProblem(await add(manager, member, 'adjustment'), 403, 'forbidden')
    expectProblem(await add(manager, member, 'adjustment', -10), 403, 'forbidden')
    expect((await add(admin, member, 'adjustment', -10)).status).toBe(201)
    for (const owner of [manager, admin]) expect((await add(admin, owner, 'adjustment')).status).toBe(201)
  })

  it('refuses an entry in the API’s order of refusals: invalid amount, unknown user, missing right', async () => {
    const nobody = { id: randomUUID() }
    expectProblem(await add(manager, nobody, 'adjustment', 0), 400, 'validation_failed')
    expectProblem(await add(manager, nobody, 'adjustment'), 404, 'not_found')
    expectProblem(await add(admin, nobody, 'adjustment', -1), 404, 'not_found')
  })
})

describe('the entries of a member', () => {
  let bookingAtHome: Created
  let bookingElsewhere: Created

  beforeAll(async () => {
    const times = at('2026-12-02', '10:00', '11:00')
    bookingAtHome = await makeBooking(service, member, { spaceId: home.space.id, ...times })
    bookingElsewhere = await makeBooking(service, member, { spaceId: elsewhere.space.id, ...times })
    await changeStatus(service, member, 'cancel', bookingElsewhere.id)
  })
  const entriesSeenBy = async (person: Person) => {
    const { body } = await getWallet(person, member, '/entries?kind=charge&kind=refund')
    return body.items.map((entry: Created) => [entry.kind, entry.amount, entry.bookingId])
  }

  it('show a manager of another location the amount, but neither the booking nor the memo', async () => {
    expect(await entriesSeenBy(manager)).toEqual([
      ['refund', 60_000, null],
      ['charge', -60_000, null],
      ['charge', -60_000, bookingAtHome.id],
    ])
    expect(await entriesSeenBy(otherManager)).toEqual([
      ['refund', 60_000, bookingElsewhere.id],
      ['charge', -60_000, bookingElsewhere.id],
      ['charge', -60_000, null],
    ])
    // The service does not write a memo on a booking's entry, so the test writes one.
    const secret = 'moved from the window seat'
    await service.deps.pool.query('ALTER TABLE transfers DISABLE TRIGGER USER')
    await service.deps.pool.query('GRANT UPDATE ON transfers TO CURRENT_USER')
    await service.deps.pool.query('UPDATE transfers SET memo = $1 WHERE booking_id = $2', [
      secret,
      bookingAtHome.id,
    ])
    await service.deps.pool.query('ALTER TABLE transfers ENABLE TRIGGER USER')
    expect((await getWallet(otherManager, member, '/entries')).text).not.toContain(secret)
    expect((await getWallet(manager, member, '/entries')).text).toContain(secret)
  })

  it('show the member and an administrator the bookings of all charges', async () => {
    for (const person of [admin, member]) {
      const path = person === member ? 'me/wallet/entries' : `users/${member.id}/wallet/entries`
      const { body } = await service.request('GET', path, { token: person.token })
      const charged = body.items.filter((entry: Created) => entry.kind === 'charge')
      expect(charged.map((entry: Created) => entry.bookingId)).toEqual([
        bookingElsewhere.id,
        bookingAtHome.id,
      ])
    }
  })
})

describe('a booking that a wallet cannot pay', () => {
  it('is insufficient_funds with the required amount, the balance and the currency', async () => {
    const poor = await makeMember(service, admin, 59_999)
    const response = await book(service, poor, {
      spaceId: home.space.id,
      ...at('2026-12-04', '10:00', '11:00'),
    })
    expectProblem(response, 402, 'insufficient_funds')
    expect(response.body).toMatchObject({ required: 60_000, balance: 59_999, currency: 'RUB' })
    await add(admin, poor, 'top_up', 1)
    const bookingBody = { spaceId: home.space.id, ...at('2026-12-04', '10:00', '11:00') }
    expect((await book(service, poor, bookingBody)).status).toBe(201)
    const wallet = await service.request('GET', 'me/wallet', { token: poor.token })
    expect(wallet.body).toEqual({ balances: [{ currency: 'RUB', balance: 0 }] })
  })
})
