import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { untilKept } from '../../../testing/cache.ts'
import { makeBooking, makeMember, makePerson, makeSpace, makeTariff } from '../../../testing/factories.ts'
import { startBeside, startTestService, type TestService } from '../../../testing/harness.ts'
import {
  type CachedRead,
  differences,
  everyCachedRead,
  readAll,
  scheduleReads,
} from '../../../testing/lists.ts'
import { operationsOf } from '../../../testing/operations.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'
import type { Sample } from '../../../testing/samples/sample.ts'
import { makeSamples, type SampleWorld } from '../../../testing/samples/samples.ts'
import { runJobs } from '../jobs.ts'
import { minuteMs, toInstant } from '../shared/time-range.ts'

// Data that no cached list shows: sessions, passwords, money, prices, and users who have neither booked nor reviewed.
const unseen = new Set([
  ...[
    'register',
    'login',
    'refresh',
    'logout',
    'requestPasswordReset',
    'confirmPasswordReset',
    'verifyEmail',
    'sendVerificationAgain',
  ],
  ...[
    'changePassword',
    'endSession',
    'addEntry',
    'createPayment',
    'refundPayment',
    'quote',
    'previewQuote',
    'createUser',
    'updateUser',
    'deleteUser',
    'mergeUser',
    'openShift',
    'closeShift',
  ],
])

const redisUrl = inject('redisUrl')
const settings: [string, Record<string, string>][] = [['in the process', {}]]
if (redisUrl) settings.push(['in Redis', { REDIS_URL: redisUrl }])

describe.each(settings)('with tokens %s, after any write the kept lists', (_where, env) => {
  let service: TestService
  let provider: Awaited<ReturnType<typeof startYooKassa>>
  /** Reads the responses from the database alone. */
  let truth: TestService
  let world: SampleWorld
  let fixture: CachedRead[]
  let locationId: string

  beforeAll(async () => {
    provider = await startYooKassa()
    service = await startTestService({ ...env, ...provider.env })
    truth = await startBeside(service)
    world = await makeSamples(service)
    const { admin, member } = world
    const { body } = await service.request('GET', 'spaces')
    const [{ id: spaceId, locationId: place }] = body.items
    locationId = place
    const manager = await makePerson(service, 'manager', [locationId])
    const other = await makeMember(service, admin)
    const tokens = [member.token, other.token, manager.token, admin.token] as const
    fixture = everyCachedRead({ locationId, spaceId, userIds: [member.id, admin.id], tokens })
    // Makes the administrator's name appear in a list.
    const own = (await world.samples.book?.())?.body
    await service.request('POST', 'bookings', { token: admin.token, body: { ...own, userId: admin.id } })
    await untilKept(service, 'locations')
  })
  afterAll(async () => {
    await truth.stop()
    await service.stop()
    await provider.stop()
  })

  it('are all among those that this test reads', async () => {
    const cached: string[] = []
    for (const { method, path, operationId } of operationsOf(service.app)) {
      const sample = method === 'GET' && (await world.samples[operationId]?.())
      if (!sample) continue
      const answer = await service.request('GET', sample.path, { token: world.admin.token })
      if (answer.headers['x-cache'] !== undefined) cached.push(path)
    }
    const isLookedAt = (path: string) => {
      const inside = path.replace('/api/v1/', '').replaceAll(/\{\w+\}/g, '[^/?]+')
      const pattern = new RegExp(`^${inside}(\\?|$)`)
      return fixture.some((read) => pattern.test(read.path))
    }
    expect(cached.length).toBeGreaterThan(0)
    expect(
      cached.filter((path) => !isLookedAt(path)),
      'these are made by `cached`, so everyCachedRead in testing/lists.ts must read them: add a line there',
    ).toEqual([])
  })

  /** Reads until every response is cached, does the work, and reads cached and uncached responses again. */
  async function changesBy(work: () => Promise<unknown>, more: CachedRead[] = []): Promise<string[]> {
    const reads = [...fixture, ...more]
    const before = await vi.waitFor(async () => {
      const responses = await readAll(service, reads)
      const read = [...responses].filter(([, { status }]) => status === 200)
      expect(read.filter(([, { headers }]) => headers['x-cache'] !== 'HIT')).toEqual([])
      return responses
    }, 20_000)
    await work()
    const [after, right] = [await readAll(service, reads), await readAll(truth, reads)]
    expect([...right.values()].map(({ headers }) => headers['x-cache'])).not.toContain('HIT')
    expect(differences(after, right)).toEqual([])
    return differences(before, after)
  }

  it('are what the database says, operation by operation', async () => {
    const writes = operationsOf(service.app).filter(({ method }) => method !== 'GET')
    expect(writes.length).toBeGreaterThanOrEqual(40)
    const token = world.admin.token
    const shown: string[] = []
    for (const { method, operationId } of writes) {
      const sample = await world.samples[operationId]?.()
      const { path, body } = sample as Sample
      const changed = await changesBy(
        async () => {
          const { status, text } = await service.request(method, path, { token, ...(body && { body }) })
          expect(status, `${operationId}: ${text}`).toBeLessThan(300)
        },
        timesNamedBy(path, token),
      )
      if (changed.length > 0) shown.push(operationId)
    }
    const rest = writes.map(({ operationId }) => operationId).filter((id) => !shown.includes(id))
    expect(
      rest.filter((id) => !unseen.has(id)),
      'these changed no cached list: if they should have, a table that they write is in NeverCached of server/src/db/db.ts by mistake, or testing/lists.ts does not read what shows it; if not, add them to `unseen` in this file',
    ).toEqual([])
    expect(
      [...unseen].filter((id) => !rest.includes(id)),
      'these change cached lists: remove them from `unseen` in this file',
    ).toEqual([])
  })

  it('are what the database says when a closure cancels, and when a person is renamed, merged or deleted', async () => {
    const { admin, samples } = world
    const { token } = admin
    const guest = await makeMember(service, admin, 60_000)
    const place = (await samples.book?.())?.body
    const booking = { ...place, userId: guest.id, title: 'Private' }
    const renamed = { token, body: { lastName: 'Renamed' } }
    const send = async (method: string, path: string, body?: object) => {
      const { status, text } = await service.request(method, path, { token, ...(body && { body }) })
      expect(status, text).toBeLessThan(300)
    }
    expect(await changesBy(() => send('POST', 'bookings', booking))).not.toEqual([])
    expect(await changesBy(() => send('PATCH', `users/${guest.id}`, renamed.body))).not.toEqual([])
    const survivor = await makeMember(service, admin, 0)
    expect(await changesBy(() => send('POST', `users/${guest.id}/merge`, { into: survivor.id }))).not.toEqual(
      [],
    )
    const closure = { from: place?.startsAt, to: place?.endsAt }
    const closing = () => send('POST', `locations/${locationId}/closures?cancelBookings=true`, closure)
    expect(await changesBy(closing)).not.toEqual([])
    await send('POST', `users/${survivor.id}/wallet/entries`, { kind: 'adjustment', amount: -60_000 })
    expect(await changesBy(() => send('DELETE', `users/${survivor.id}`))).not.toEqual([])
  })

  it('are what the database says when time has passed, before and after it is written down', async () => {
    const { admin, member } = world
    const tariff = await makeTariff(service, admin, { stepMinutes: 5, minMinutes: 5 })
    const fields = { locationId, tariffId: tariff.id }
    const strict = await makeSpace(service, admin, { ...fields, requiresApproval: true })
    const free = await makeSpace(service, admin, fields)
    const soon = service.clock.now() + 5 * minuteMs
    const times = { startsAt: toInstant(soon), endsAt: toInstant(soon + 5 * minuteMs) }
    for (const { id } of [strict, free]) await makeBooking(service, member, { spaceId: id, ...times })
    for (const passes of [5 * minuteMs, 1, 5 * minuteMs - 1])
      expect(await changesBy(async () => service.clock.advance(passes))).not.toEqual([])
    expect(await changesBy(() => runJobs(service.deps))).not.toEqual([])
  })
})

/** Hours and closures of the location that a path names. */
function timesNamedBy(path: string, token: string): CachedRead[] {
  const [, id] = /locations\/([^/]+)/.exec(path) ?? []
  return id ? scheduleReads(id).map((read) => ({ path: read, token })) : []
}
