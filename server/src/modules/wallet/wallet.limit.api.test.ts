import Type from 'typebox'
import { Value } from 'typebox/value'
import { beforeAll, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  type Person,
  topUp,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { maxMoney } from '../../shared/money.ts'
import { ListedEntry, Wallet } from './wallet.schema.ts'

const service = useService()
let admin: Person
let member: Person
const price = 60_000

beforeAll(async () => {
  const coworking = await makeCoworking(service)
  admin = coworking.admin
  member = await makeMember(service, admin, maxMoney)
  const slot = { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00') }
  const booking = await makeBooking(service, member, slot)
  await topUp(service, admin, member.id, price)
  expect((await changeStatus(service, member, 'cancel', booking.id)).body.refund).toBe(price)
})

const post = (path: string, body: object) =>
  service.request('POST', `users/${member.id}/${path}`, { token: admin.token, body })
const merge = async (into: Person) => post('merge', { into: into.id })

it('a refund may bring a balance above 10¹², as the schema of the balance says; after that the balance can only fall', async () => {
  const get = async (path: string) => (await service.request('GET', path, { token: member.token })).body
  const wallet = await get('me/wallet')
  expect(wallet).toEqual({ balances: [{ currency: 'RUB', balance: maxMoney + price }] })
  expect(Value.Errors(Wallet, wallet)).toEqual([])
  const { items } = await get('me/wallet/entries')
  expect(Value.Errors(Type.Array(ListedEntry), items)).toEqual([])
  expectProblem(await post('wallet/entries', { kind: 'top_up', amount: 1 }), 400, 'validation_failed')
  const paidOut = await post('wallet/entries', { kind: 'payout', amount: -1 })
  expect([paidOut.status, paidOut.body.balanceAfter]).toEqual([201, maxMoney + price - 1])
})

it('a balance above the largest amount is not merged before a part of it is paid out', async () => {
  const other = await makeMember(service, admin, 0)
  expectProblem(await merge(other), 400, 'validation_failed')
  expect((await post('wallet/entries', { kind: 'payout', amount: -(price - 1) })).status).toBe(201)
  expect((await merge(other)).status).toBe(200)
  expect(await balanceOf(service, other)).toBe(maxMoney)
})
