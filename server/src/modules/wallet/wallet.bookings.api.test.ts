import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

const service = useService()
let home: Awaited<ReturnType<typeof makeCoworking>>
let elsewhere: Awaited<ReturnType<typeof makeCoworking>>
let member: Person
let first: Awaited<ReturnType<typeof makeBooking>>

beforeAll(async () => {
  home = await makeCoworking(service, { space: { name: 'Blue room' } })
  elsewhere = await makeCoworking(service, { space: { name: 'Red room' } })
  member = await makeMember(service, home.admin, 500_000)
  first = await makeBooking(service, member, {
    spaceId: home.space.id,
    ...at('2026-12-02', '10:00', '11:00'),
  })
  await makeBooking(service, member, { spaceId: elsewhere.space.id, ...at('2026-12-02', '12:00', '13:00') })
})

const entries = async (person: Person, path: string) =>
  (await service.request('GET', path, { token: person.token })).body.items

describe('entries with `include=booking`', () => {
  it('have the space and the time of each booking, and null for a top-up', async () => {
    const [red, blue, topUp] = await entries(member, 'me/wallet/entries?include=booking')
    expect(red.booking.spaceName).toBe('Red room')
    expect(blue).toMatchObject({
      kind: 'charge',
      bookingId: first.id,
      booking: {
        startsAt: '2026-12-02T07:00:00.000Z',
        endsAt: '2026-12-02T08:00:00.000Z',
        spaceName: 'Blue room',
        timeZone: 'Europe/Moscow',
      },
    })
    expect(topUp).toMatchObject({ kind: 'top_up', bookingId: null, booking: null })
  })

  it('hide from a manager the bookings of locations that the manager does not run', async () => {
    const manager = await makePerson(service, 'manager', [home.location.id])
    const [red, blue] = await entries(manager, `users/${member.id}/wallet/entries?include=booking`)
    expect([red.booking, red.bookingId]).toEqual([null, null])
    expect(blue.booking.spaceName).toBe('Blue room')
  })
})

it('entries without `include=booking` have no booking', async () => {
  const all = await entries(member, 'me/wallet/entries')
  expect(all.length).toBeGreaterThan(1)
  for (const entry of all) expect(entry).not.toHaveProperty('booking')
})
