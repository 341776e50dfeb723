import { expect, it, vi } from 'vitest'
import { api } from '../api/client.ts'
import { fetchTimesOfSpaces, type Period } from './fetch-times-of-spaces.ts'

type Options = { params: { query: Period } }
/** All times of that day of the service, whose response is clipped to the requested time. */
const clipped = ({ from, to }: Period, startsAt: string, endsAt: string) =>
  startsAt < to && endsAt > from
    ? [{ startsAt: startsAt > from ? startsAt : from, endsAt: endsAt < to ? endsAt : to }]
    : []

/** A space that is open round the clock and has two bookings, one directly after the other. */
function stubService() {
  const get = vi.spyOn(api, 'GET').mockImplementation((async (_: string, { params }: Options) => {
    const { from, to } = params.query
    const times = (startsAt: string, endsAt: string) => clipped({ from, to }, startsAt, endsAt)
    const open = times('2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z')
    const busy = [
      ...times('2026-10-20T10:00:00.000Z', '2026-10-20T11:00:00.000Z'),
      ...times('2026-10-20T11:00:00.000Z', '2026-10-20T12:00:00.000Z'),
    ]
    const free = [
      ...times('2026-01-01T00:00:00.000Z', '2026-10-20T10:00:00.000Z'),
      ...times('2026-10-20T12:00:00.000Z', '2027-01-01T00:00:00.000Z'),
    ]
    const data = { items: [{ spaceId: 'room', open, busy, free }], nextCursor: null }
    return { data, response: new Response() }
  }) as never)
  return () => get.mock.calls.map((call) => (call[1] as unknown as Options).params.query)
}

it('The times of a day are requested with a day more on either side, because a booking may begin before the day or end after it', async () => {
  const requests = stubService()
  await fetchTimesOfSpaces('north', { from: '2026-10-20T00:00:00.000Z', to: '2026-10-21T00:00:00.000Z' })
  expect(requests()).toMatchObject([{ from: '2026-10-18T23:00:00.000Z', to: '2026-10-22T01:00:00.000Z' }])
})

it('The times of a week, here an hour longer in Berlin, are requested in parts of seven days, and a time that goes on in the next part is one time', async () => {
  const requests = stubService()
  const [from, to] = ['2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z']
  const times = await fetchTimesOfSpaces('north', { from, to })
  expect(requests()).toMatchObject([
    { from: '2026-10-17T21:00:00.000Z', to: '2026-10-24T21:00:00.000Z' },
    { from: '2026-10-24T21:00:00.000Z', to: '2026-10-27T00:00:00.000Z' },
  ])
  const [start, end] = ['2026-10-17T21:00:00.000Z', '2026-10-27T00:00:00.000Z']
  expect(times).toEqual([
    {
      spaceId: 'room',
      loaded: { start: Date.parse(start), end: Date.parse(end) },
      open: [{ startsAt: start, endsAt: end }],
      busy: [
        { startsAt: '2026-10-20T10:00:00.000Z', endsAt: '2026-10-20T11:00:00.000Z' },
        { startsAt: '2026-10-20T11:00:00.000Z', endsAt: '2026-10-20T12:00:00.000Z' },
      ],
      free: [
        { startsAt: start, endsAt: '2026-10-20T10:00:00.000Z' },
        { startsAt: '2026-10-20T12:00:00.000Z', endsAt: end },
      ],
    },
  ])
})
