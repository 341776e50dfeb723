import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  makeBooking,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person
let location: Created
let space: Created

beforeAll(async () => {
  const coworking = await makeCoworking(service)
  admin = coworking.admin
  location = coworking.location
  space = coworking.space
})

const on = (weekday: number, opens: string, closes: string) => ({ weekday, opens, closes })

describe('opening hours', () => {
  const hoursOf = (id: string) => service.request('GET', `locations/${id}/opening-hours`)
  const put = (weekly: object[], person = admin, id = location.id) =>
    service.request('PUT', `locations/${id}/opening-hours`, { token: person.token, body: { weekly } })

  it('are replaced as a whole, and returned in the order of the week', async () => {
    await put([on(3, '10:00', '20:00')])
    const response = await put([on(7, '12:00', '16:00'), on(1, '14:00', '18:00'), on(1, '09:00', '13:00')])
    const weekly = [on(1, '09:00', '13:00'), on(1, '14:00', '18:00'), on(7, '12:00', '16:00')]
    expect(response).toMatchObject({ status: 200, body: { weekly } })
    expect((await hoursOf(location.id)).body).toEqual({ weekly })
  })

  it('that touch on one day are joined, in any order of the request', async () => {
    const response = await put([
      on(2, '12:00', '15:00'),
      on(2, '09:00', '12:00'),
      on(2, '15:00', '24:00'),
      on(3, '00:00', '02:00'),
    ])
    expect(response.body).toEqual({ weekly: [on(2, '09:00', '24:00'), on(3, '00:00', '02:00')] })
  })

  it('may last all day, cross midnight as two intervals, or be empty', async () => {
    const night = [on(5, '22:00', '24:00'), on(6, '00:00', '24:00')]
    expect((await put(night)).body).toEqual({ weekly: night })
    expect((await put([])).body).toEqual({ weekly: [] })
    expect((await hoursOf(location.id)).body).toEqual({ weekly: [] })
  })

  it.each([
    ['that overlap by a minute', [on(1, '09:00', '12:01'), on(1, '12:00', '15:00')], '/weekly/1/opens'],
    [
      'of which one lies inside another',
      [on(1, '10:00', '11:00'), on(1, '09:00', '15:00')],
      '/weekly/0/opens',
    ],
    ['that are equal', [on(1, '09:00', '12:00'), on(1, '09:00', '12:00')], '/weekly/1/opens'],
    ['that are empty', [on(1, '09:00', '09:00')], '/weekly/0/closes'],
    ['that end before they begin', [on(1, '22:00', '02:00')], '/weekly/0/closes'],
    ['that begin at the end of the day', [on(1, '24:00', '24:00')], '/weekly/0/closes'],
    ['with a time that does not exist', [on(1, '09:00', '24:01')], '/weekly/0/closes'],
    ['with an hour without its leading zero', [on(1, '9:00', '12:00')], '/weekly/0/opens'],
    ['on weekday 0', [on(0, '09:00', '12:00')], '/weekly/0/weekday'],
    ['on weekday 8', [on(8, '09:00', '12:00')], '/weekly/0/weekday'],
  ])('with intervals %s are refused, and the former hours stay', async (_, weekly, path) => {
    await put([on(4, '08:00', '10:00')])
    const response = await put(weekly)
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
    expect((await hoursOf(location.id)).body).toEqual({ weekly: [on(4, '08:00', '10:00')] })
  })

  it('may be equal on two weekdays', async () => {
    const weekly = [on(1, '09:00', '18:00'), on(2, '09:00', '18:00')]
    expect((await put(weekly)).body).toEqual({ weekly })
  })

  it('are exactly those of one request, after ten simultaneous requests', async () => {
    const weeks = Array.from({ length: 10 }, (_, hour) => [
      on(1, `0${hour}:00`, '12:00'),
      on(2, '09:00', '12:00'),
    ])
    const responses = await Promise.all(weeks.map((weekly) => put(weekly)))
    expect(responses.map((response) => response.status)).toEqual(weeks.map(() => 200))
    expect(weeks).toContainEqual((await hoursOf(location.id)).body.weekly)
  })

  it('that change leave the bookings as they are', async () => {
    await put([on(3, '09:00', '18:00')])
    const member = await makeMember(service, admin)
    const times = at('2026-12-02', '10:00', '11:00')
    const booking = await makeBooking(service, member, { spaceId: space.id, ...times })
    expect((await put([])).status).toBe(200)
    const read = await service.request('GET', `bookings/${booking.id}`, { token: member.token })
    expect(read.body).toMatchObject({ status: 'confirmed', startsAt: booking.startsAt })
  })

  it('may be set only by the manager of this location', async () => {
    const locationManager = await makePerson(service, 'manager', [location.id])
    const managerOfNone = await makePerson(service, 'manager')
    expectProblem(await put([], managerOfNone), 403, 'forbidden')
    expect((await put([], locationManager)).status).toBe(200)
    const hidden = await makeLocation(service, admin, { isActive: false })
    expectProblem(await put([], managerOfNone, hidden.id), 404, 'not_found')
    expectProblem(await hoursOf(hidden.id), 404, 'not_found')
  })
})
