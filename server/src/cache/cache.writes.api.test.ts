import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { untilCached } from '../../../testing/cache.ts'
import {
  makeBooking,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  travelTo,
} from '../../../testing/factories.ts'
import { startBeside, startTestService, type TestService } from '../../../testing/harness.ts'
import {
  assertFreshAfter,
  type CachedRead,
  everyCachedRead,
  lineOfRead,
  readAll,
} from '../../../testing/lists.ts'
import { operationsOf } from '../../../testing/operations.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'
import type { Sample } from '../../../testing/samples/sample.ts'
import { makeSamples, type SamplesFixture } from '../../../testing/samples/samples.ts'
import { runJobs } from '../jobs.ts'
import { dayMs, minuteMs, toInstant } from '../shared/time-range.ts'

// Data that no cached list shows: sessions, passwords, money, prices, and users who have neither booked nor reviewed.
const unseen = new Set([
  ...'register login refresh logout requestPasswordReset confirmPasswordReset verifyEmail sendVerificationAgain changePassword'.split(
    ' ',
  ),
  ...'endSession addEntry createPayment refundPayment quote previewQuote createUser updateUser deleteUser mergeUser openShift closeShift'.split(
    ' ',
  ),
])

const timeAlone = 'time alone has passed (here `changesAt` is missing or too late)'

const redisUrl = inject('redisUrl')
const settings: [string, Record<string, string>][] = [['in the process', {}]]
if (redisUrl) settings.push(['in Redis', { REDIS_URL: redisUrl }])

describe.each(settings)('cached lists, with cache tokens %s,', (_where, env) => {
  let service: TestService
  let provider: Awaited<ReturnType<typeof startYooKassa>>
  /** Reads the responses from the database alone. */
  let uncached: TestService
  let fixture: SamplesFixture
  let locationId: string
  let spaceId: string
  /** Two members, a manager and an administrator. */
  let people: [Person, Person, Person, Person]

  beforeAll(async () => {
    provider = await startYooKassa()
    service = await startTestService({ ...env, ...provider.env })
    uncached = await startBeside(service)
    fixture = await makeSamples(service)
    const { admin, member } = fixture
    const { body } = await service.request('GET', 'spaces')
    const [space] = body.items
    spaceId = space.id
    locationId = space.locationId
    const manager = await makePerson(service, 'manager', [locationId])
    const other = await makeMember(service, admin)
    people = [member, other, manager, admin]
    // Makes the administrator's name appear in a list.
    const sampleBooking = (await fixture.samples.book?.())?.body
    await service.request('POST', 'bookings', {
      token: admin.token,
      body: { ...sampleBooking, userId: admin.id },
    })
    await untilCached(service, 'locations')
  })
  afterAll(async () => {
    await uncached.stop()
    await service.stop()
    await provider.stop()
  })

  /** The reads by these people's present tokens. */
  const everyRead = (): CachedRead[] => {
    const [member, other, manager, admin] = people
    const tokens = [member.token, other.token, manager.token, admin.token] as const
    return everyCachedRead({ locationId, spaceId, userIds: [member.id, admin.id], tokens })
  }

  it('are all among the reads of this test', async () => {
    const cached: string[] = []
    for (const { method, path, operationId } of operationsOf(service.app)) {
      const sample = method === 'GET' && (await fixture.samples[operationId]?.())
      if (!sample) continue
      const response = await service.request('GET', sample.path, { token: fixture.admin.token })
      if (response.headers['x-cache'] !== undefined) cached.push(path)
    }
    const isLookedAt = (path: string) => {
      const inside = path.replace('/api/v1/', '').replaceAll(/\{\w+\}/g, '[^/?]+')
      const pattern = new RegExp(`^${inside}(\\?|$)`)
      return everyRead().some((read) => pattern.test(read.path))
    }
    expect(cached.length).toBeGreaterThan(0)
    expect(
      everyRead().filter(({ path }) => lineOfRead(service.app, path) === ''),
      'no route has these paths: remove them from everyCachedRead in testing/lists.ts',
    ).toEqual([])
    expect(
      cached.filter((path) => !isLookedAt(path)),
      'these are made by `cached`, so everyCachedRead in testing/lists.ts must read them: add a line there',
    ).toEqual([])
  })

  /**
   * Compares the responses after the work with uncached ones. Returns the names of the reads whose responses the work has changed. `after`
   * names the work in the message of a failure.
   */
  const changesBy = (work: () => Promise<unknown>, path = '', after?: string): Promise<string[]> =>
    assertFreshAfter({ service, uncached }, () => [...everyRead(), ...readsOf(path)], work, after)

  /**
   * The reads of a location that need no sign-in, for the location that is named in this path, sent as the administrator (who also sees an
   * inactive location); none where the path names no location.
   */
  function readsOf(path: string): CachedRead[] {
    const [, id] = /locations\/([^/]+)/.exec(path) ?? []
    const prefix = `locations/${locationId}/`
    const reads = everyRead().filter((read) => read.path.startsWith(prefix) && read.token === undefined)
    const [, , , { token }] = people
    return id ? reads.map((read) => ({ path: read.path.replace(prefix, `locations/${id}/`), token })) : []
  }

  it('are what the database has after any write, operation by operation', { timeout: 400_000 }, async () => {
    const writes = operationsOf(service.app).filter(({ method }) => method !== 'GET')
    expect(writes.length).toBeGreaterThanOrEqual(40)
    const token = fixture.admin.token
    const shown: string[] = []
    for (const { method, operationId } of writes) {
      const sample = await fixture.samples[operationId]?.()
      const { path, body } = sample as Sample
      const changed = await changesBy(
        async () => {
          const { status, text } = await service.request(method, path, { token, ...(body && { body }) })
          expect(status, `${operationId}: ${text}`).toBeLessThan(300)
        },
        path,
        operationId,
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

  it('are what the database has when a closure cancels bookings, and when a person is renamed, merged or deleted', async () => {
    const { admin, samples } = fixture
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

  it.each([
    ['users', 'lastName'],
    ['locations', 'name'],
    ['spaces', 'name'],
    ['tariffs', 'name'],
  ])('are what the database has when all %s are renamed', async (list, field) => {
    const { token } = fixture.admin
    const { body } = await service.request('GET', `${list}?limit=1000`, { token })
    const rename = async ({ id }: { id: string }) => {
      const change = { token, body: { [field]: `Renamed ${id.slice(-6)}` } }
      const { status, text } = await service.request('PATCH', `${list}/${id}`, change)
      expect(status, text).toBe(200)
    }
    expect(
      await changesBy(async () => {
        for (const row of body.items) await rename(row)
      }),
    ).not.toEqual([])
  })

  it('are what the database has when time has changed a status, before and after a job writes it', async () => {
    const { admin, member } = fixture
    const tariff = await makeTariff(service, admin, { stepMinutes: 5, minMinutes: 5 })
    const fields = { locationId, tariffId: tariff.id }
    const withApproval = await makeSpace(service, admin, { ...fields, requiresApproval: true })
    const withoutApproval = await makeSpace(service, admin, fields)
    const soon = service.clock.now() + 5 * minuteMs
    const times = { startsAt: toInstant(soon), endsAt: toInstant(soon + 5 * minuteMs) }
    for (const { id } of [withApproval, withoutApproval])
      await makeBooking(service, member, { spaceId: id, ...times })
    for (const passes of [5 * minuteMs, 1, 5 * minuteMs - 1])
      expect(await changesBy(async () => service.clock.advance(passes), '', timeAlone)).not.toEqual([])
    expect(await changesBy(() => runJobs(service.deps))).not.toEqual([])
  })

  it('are what the database has when their location or space is hidden, and its staff still see them', async () => {
    const [, , manager, { token }] = people
    for (const path of [`locations/${locationId}`, `spaces/${spaceId}`]) {
      const show = (isActive: boolean) => () => service.request('PATCH', path, { token, body: { isActive } })
      expect(await changesBy(show(false))).not.toEqual([])
      const publicReads = everyRead().filter(
        (read) => read.path.startsWith(`${path}/`) && read.token === undefined,
      )
      const seen = await readAll(
        service,
        publicReads.map((read) => ({ ...read, token: manager.token })),
      )
      const refused = [...seen].filter(([, { status }]) => status !== 200)
      expect(
        refused.map(([name]) => `${name}: ${lineOfRead(service.app, name)}`),
        'staff see the lists of what they have hidden: `scope` of these routes must be `staffScope`, and `load` must pass its actor on',
      ).toEqual([])
      expect(await changesBy(show(true))).not.toEqual([])
    }
  })

  it.each([1, 30, 400])('are what the database has %i days later', async (days) => {
    const later = toInstant(service.clock.now() + days * dayMs)
    await changesBy(() => travelTo(service, later, ...people), '', timeAlone)
  })
})
