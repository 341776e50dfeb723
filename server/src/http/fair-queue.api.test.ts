import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
} from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { hourMs, minuteMs, toInstant } from '../shared/time-range.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })

it('many expensive requests at once leave a database connection to others', async () => {
  const admin = await makePerson(service, 'admin')
  const home = await makeLocation(service, admin)
  const tariff = await makeTariff(service, admin)
  await makeSpace(service, admin, { locationId: home.id, tariffId: tariff.id })
  const start = Date.parse('2026-12-02T08:00:00Z')
  const blocker = await service.deps.longPool.connect()
  await blocker.query('BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE')
  // Each request is for another minute, so that no two share a response.
  const costly = Array.from({ length: 20 }, (_, n) => {
    const from = toInstant(start + n * minuteMs)
    const to = toInstant(start + (n + 60) * minuteMs)
    const paths = [
      `availability?from=${from}&to=${to}&withTotal=true`,
      `locations/${home.id}/availability?from=${from}&to=${to}`,
    ]
    return service.request('GET', paths[n % paths.length] as string)
  })
  const others = await service.request('GET', `locations/${home.id}/closures`)
  await blocker.query('ROLLBACK')
  blocker.release()
  expect(others.status).toBe(200)
  // 503: the request waited for too long on a busy machine.
  for (const { status } of await Promise.all(costly)) expect([200, 503]).toContain(status)
})

describe('a request waits in these queues under its queue key:', () => {
  const lasting = (hours: number) => ({
    startsAt: '2026-12-03T08:00:00Z',
    endsAt: toInstant(Date.parse('2026-12-03T08:00:00Z') + hours * hourMs),
  })
  const window = 'from=2026-12-03T08:00:00Z&to=2026-12-03T09:00:00Z'
  let space: { id: string }
  let member: Person
  beforeAll(async () => {
    const coworking = await makeCoworking(service, { tariff: { maxMinutes: 2_880 } })
    space = coworking.space
    member = await makeMember(service, coworking.admin, 100_000_000)
  })

  it.each<[string, string, object | undefined, string[]]>([
    ['GET', `availability?${window}&minCapacity=1`, undefined, ['queryQueue']],
    ['GET', 'bookings?limit=200', undefined, []],
    ['GET', 'bookings?limit=201', undefined, ['longResponseQueue']],
    ['GET', 'spaces?limit=1000', undefined, ['longResponseQueue']],
    ['GET', 'bookings?include=space,quote&limit=1', undefined, ['longResponseQueue']],
    ['POST', 'quotes', lasting(24), []],
    ['POST', 'quotes', lasting(25), ['queryQueue']],
    ['POST', 'bookings', lasting(1), ['bookingQueue']],
    // This booking is refused, because the slot is taken now; its alternatives are computed in the queue of queries.
    ['POST', 'bookings', lasting(1), ['bookingQueue', 'queryQueue']],
    ['GET', 'me/export', undefined, ['exportQueue']],
  ])('%s %s %j: %j', async (method, path, body, expected) => {
    const names = ['queryQueue', 'longResponseQueue', 'bookingQueue', 'exportQueue'] as const
    const taken: string[] = []
    const spies = names.map((name) => {
      const queue = service.deps[name]
      return vi.spyOn(service.deps, name).mockImplementation((queueKey, work) => {
        taken.push(name)
        expect(queueKey).toBe(member.id)
        return queue(queueKey, work)
      })
    })
    const slot = body && { ...body, spaceId: space.id }
    const { status } = await service.request(method, path, { token: member.token, body: slot })
    for (const spy of spies) spy.mockRestore()
    expect(taken).toEqual(expected)
    expect(status).toBeLessThan(410)
  })
})
