import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { at, balanceOf, book, makeLocation, makeMember, makePerson } from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'

const { service, coworking, member, space } = useNewSpaces()
const twoHours = at('2026-12-02', '10:00', '12:00')

describe('a booking for another user (`userId`)', () => {
  const bookingBody = (userId: string) => ({ spaceId: space.id, ...twoHours, userId })
  const manager = () => makePerson(service, 'manager', [coworking.location.id])

  it('is paid by the member for whom the manager of the location makes it', async () => {
    const response = await book(service, await manager(), bookingBody(member.id))
    expect(response).toMatchObject({ status: 201, body: { userId: member.id, status: 'confirmed' } })
    expect(await balanceOf(service, member)).toBe(9_880_000)
  })

  it('is refused where the member’s balance is too low', async () => {
    const poor = await makeMember(service, coworking.admin, 119_999)
    const response = await book(service, coworking.admin, bookingBody(poor.id))
    expect(response).toMatchObject({ status: 402, body: { required: 120_000, balance: 119_999 } })
  })

  it('may be made by an administrator for every user, other staff included', async () => {
    const other = await manager()
    await service.request('POST', `users/${other.id}/wallet/entries`, {
      token: coworking.admin.token,
      body: { kind: 'top_up', amount: 120_000 },
    })
    expect(await book(service, coworking.admin, bookingBody(other.id))).toMatchObject({ status: 201 })
  })

  it('may be made by a member with the member’s own `userId`', async () => {
    expect(await book(service, member, bookingBody(member.id))).toMatchObject({ status: 201 })
  })

  it('is forbidden to a member, and the response does not show whether the user exists', async () => {
    const other = await makeMember(service, coworking.admin)
    for (const userId of [other.id, randomUUID()])
      expect(await book(service, member, bookingBody(userId))).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
  })

  it('is forbidden to the manager of another location', async () => {
    const elsewhere = await makeLocation(service, coworking.admin)
    const otherManager = await makePerson(service, 'manager', [elsewhere.id])
    expect(await book(service, otherManager, bookingBody(member.id))).toMatchObject({ status: 403 })
  })

  it('is 404 for a manager who names an unknown user, or other staff', async () => {
    const { admin } = coworking
    for (const userId of [randomUUID(), admin.id, (await manager()).id])
      expect(await book(service, await manager(), bookingBody(userId))).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
  })
})
