import { expect, it } from 'vitest'
import { makeLocation, makePerson, makeSpace, makeTariff } from '../../test/factories.ts'
import { useService } from '../../test/harness.ts'
import { minuteMs, toInstant } from '../shared/time-range.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })

it('many answers that cost much, at once, leave a connection to others', async () => {
  const admin = await makePerson(service, 'admin')
  const home = await makeLocation(service, admin)
  const tariff = await makeTariff(service, admin)
  await makeSpace(service, admin, { locationId: home.id, tariffId: tariff.id })
  const start = Date.parse('2026-12-02T08:00:00Z')
  const blocker = await service.deps.longPool.connect()
  await blocker.query('BEGIN; LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE')
  // Each of another minute, so that none shares the answer of another.
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
  // 503: what waited for too long on a machine that is busy.
  for (const { status } of await Promise.all(costly)) expect([200, 503]).toContain(status)
})
