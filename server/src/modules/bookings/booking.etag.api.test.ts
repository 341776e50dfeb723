import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { at, makeMember, travelTo } from '../../../../testing/factories.ts'
import { useBookingMoves } from '../../../../testing/fixtures/booking-moves.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, coworking, member, booking, day, move } = useBookingMoves()

describe('`If-Match`', () => {
  const later = at('2026-12-03', '10:00', '12:00')
  const get = () => service.request('GET', `bookings/${booking.id}`, { token: member.token })
  const tagOf = (response: { headers: Record<string, unknown> }) => ({
    'if-match': String(response.headers.etag),
  })

  it('allows a write with the newest version, and returns the next entity tag', async () => {
    const first = tagOf(await get())
    const moved = await move(later, member, first)
    expect(moved).toMatchObject({ status: 200, body: { version: 2 } })
    expect(tagOf(moved)).toEqual(tagOf(await get()))
    expect(await move({ title: 'x' }, member, tagOf(moved))).toMatchObject({ status: 200 })
  })

  it('refuses a stale version with 412, before any rule and after 404, and changes nothing', async () => {
    const stale = tagOf(await get())
    await move({ title: 'Somebody was here' })
    const before = await get()
    const wrong = { endsAt: `${day}T09:00:00+03:00` }
    for (const body of [later, { title: 'Mine' }, {}, wrong])
      expect(await move(body, member, stale)).toMatchObject(refused(412, 'precondition_failed'))
    expect((await get()).body).toEqual(before.body)
    const otherMember = await makeMember(service, coworking.admin)
    expect(await move(later, otherMember, stale)).toMatchObject(refused(404, 'not_found'))
    const path = `bookings/${randomUUID()}`
    const unknown = await service.request('PATCH', path, { token: member.token, body: later, headers: stale })
    expect(unknown).toMatchObject(refused(404, 'not_found'))
  })

  it('accepts one of several tags, the weak form that a compressing proxy makes, and `*`, but no other text', async () => {
    const tag = tagOf(await get())['if-match']
    for (const bad of ['W/"other"', tag.replaceAll('"', ''), '"other"', ''])
      expect(await move({ title: 'x' }, member, { 'if-match': bad }), bad).toMatchObject(
        refused(412, 'precondition_failed'),
      )
    for (const good of [`"other", ${tag}`, `W/${tag}`, '*'])
      expect(await move({ title: booking.title }, member, { 'if-match': good })).toMatchObject({
        status: 200,
      })
  })

  it('stays valid when only time passes, although the refund of a cancellation changes', async () => {
    const tag = tagOf(await get())
    await travelTo(service, `${day}T10:30:00+03:00`, member)
    expect((await get()).body.refundNow).toBe(0)
    expect(await move({ endsAt: `${day}T12:30:00+03:00` }, member, tag)).toMatchObject({ status: 200 })
  })

  it('allows one of two simultaneous writes with one version', async () => {
    const tag = tagOf(await get())
    const titles = ['a', 'b', 'c', 'd', 'e', 'f']
    const responses = await Promise.all(titles.map((title) => move({ title }, member, tag)))
    expect(responses.map((response) => response.status).sort()).toEqual([200, 412, 412, 412, 412, 412])
  })
})

describe('`If-None-Match`', () => {
  it('gets 304 until the booking changes', async () => {
    const get = (headers = {}) =>
      service.request('GET', `bookings/${booking.id}`, { token: member.token, headers })
    const conditional = { 'if-none-match': String((await get()).headers.etag) }
    expect(await get(conditional)).toMatchObject({ status: 304, text: '' })
    await move({ title: 'New' })
    expect(await get(conditional)).toMatchObject({ status: 200, body: { title: 'New' } })
  })
})
