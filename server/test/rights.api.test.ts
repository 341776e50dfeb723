import { beforeAll, describe, expect, it } from 'vitest'
import { at, tokenOf } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { lineOf, type Operation, operationsOf } from '../../testing/operations.ts'
import { bodiesFor, callOf, makeRightsFixture, type RightsFixture, sendCall } from './rights-fixture.ts'
import { actors, table } from './rights-table.ts'

const service = useService({ RATE_LIMIT_MAX: '0' })

/** Every route of the live service under the API's prefix. */
const liveOperations = () => operationsOf(service.app).filter(({ path }) => path.startsWith('/api/v1'))

/** What to do where an actor gets another status than `table` says. */
function remedyFor(call: string, status: number): string {
  const remedy =
    status < 400
      ? 'the use case of this route lets the actor in: it needs a check of rights, such as `assertRunsLocation` after `getLocation`'
      : 'change `access` of this route, or the check of rights in its use case'
  return `${remedy}; where this status is right, correct the line of ${call} in \`table\` of server/test/rights-table.ts`
}

describe('the rights of every route', () => {
  // For requests that leave the existing objects unchanged: reads, the creation of new objects, and refusals.
  let unchanged: RightsFixture
  beforeAll(async () => {
    unchanged = await makeRightsFixture(service)
  })

  it('are in the table: it has every existing route, and no other', () => {
    const calls = table.map(([call]) => call)
    const routes = liveOperations().map(callOf)
    expect(
      routes.filter((route) => !calls.includes(route)),
      'add a line for each of these to `table` of server/test/rights-table.ts',
    ).toEqual([])
    const removed = calls.filter((call) => !routes.includes(call))
    expect(
      removed,
      `no route has this name: remove the line of ${removed.join(', ')} from \`table\` of server/test/rights-table.ts`,
    ).toEqual([])
    expect(calls.length, 'a route is twice in `table`').toBe(routes.length)
    expect(
      Object.keys(bodiesFor(unchanged)).filter((call) => !routes.includes(call)),
      'no route has this name: remove these from `bodiesFor` in server/test/rights-fixture.ts',
    ).toEqual([])
  })

  describe.each(table)('%s', (call, ...expectedResults) => {
    // These requests delete or publish an object, so each actor needs another one.
    const isForOneActor = /^DELETE|approve$/.test(call)
    const changes = !call.startsWith('GET') && call.includes('/:') && !isForOneActor
    let shared: RightsFixture
    let operation: Operation | undefined
    let line = ''
    beforeAll(async () => {
      operation = liveOperations().find((one) => callOf(one) === call)
      if (operation) line = lineOf(operation)
      shared = changes ? await makeRightsFixture(service) : unchanged
    })

    it.each(actors.map((actor, index) => [actor, expectedResults[index]] as const))(
      '%s: %s',
      async (actor, expected) => {
        // The test of the table names a line without a route.
        if (!operation) return
        const fixture = isForOneActor && expected === 'ok' ? await makeRightsFixture(service) : shared
        const token = actor === 'nobody' ? undefined : fixture.users[actor].token
        const response = await sendCall(service, call, fixture, token)
        const message = `${response.text}: ${line}: ${remedyFor(call, response.status)}`
        expect(response.status, message).toBeLessThan(500)
        if (expected === 'ok') expect([401, 403, 404], message).not.toContain(response.status)
        else expect(response.status, message).toBe(expected)
      },
    )
  })
})

describe('an owner who manages another location only', () => {
  const [ownerIndex, otherManagerIndex] = [actors.indexOf('owner'), actors.indexOf('otherManager')]
  const calls = table.flatMap(([call, ...results]) =>
    [results[ownerIndex], results[otherManagerIndex]].includes('ok') ? [] : [call],
  )
  let fixture: RightsFixture
  let token: string
  beforeAll(async () => {
    fixture = await makeRightsFixture(service)
    const body = { role: 'manager', locationIds: [fixture.elsewhere.id], confirmUnverified: true }
    const { admin, owner } = fixture.users
    const response = await service.request('PATCH', `users/${owner.id}`, { token: admin.token, body })
    expect(response.status, response.text).toBe(200)
    token = await tokenOf(service, owner.id)
  })

  it.each(calls)(
    'is refused where the owner and the manager of another location are both refused: %s',
    async (call) => {
      if (!liveOperations().map(callOf).includes(call)) return
      const response = await sendCall(service, call, fixture, token)
      expect([401, 403, 404], `${response.text}: ${remedyFor(call, response.status)}`).toContain(
        response.status,
      )
    },
  )
})

describe('a manager', () => {
  let fixture: RightsFixture
  beforeAll(async () => {
    fixture = await makeRightsFixture(service)
  })

  it('tops up neither themselves nor other staff, and books for no other staff', async () => {
    const { manager, otherManager } = fixture.users
    const topUp = (id: string) =>
      service.request('POST', `users/${id}/wallet/entries`, {
        token: manager.token,
        body: { kind: 'top_up', amount: 1 },
      })
    expect((await topUp(manager.id)).status).toBe(403)
    expect((await topUp(otherManager.id)).status).toBe(404)
    const body = { spaceId: fixture.space.id, ...at('2026-12-07', '10:00', '11:00'), userId: otherManager.id }
    expect((await service.request('POST', 'bookings', { token: manager.token, body })).status).toBe(404)
  })

  it('of another location sees of an entry the amount, but neither booking nor memo', async () => {
    const path = `users/${fixture.users.owner.id}/wallet/entries?kind=charge`
    const seen = await service.request('GET', path, { token: fixture.users.otherManager.token })
    expect(seen.body.items[0]).toMatchObject({ amount: -60_000, bookingId: null, memo: null })
    const seenByManager = await service.request('GET', path, { token: fixture.users.manager.token })
    expect(seenByManager.body.items[0].bookingId).toBe(fixture.booking.id)
  })

  it('does not see the inactive spaces of another location', async () => {
    const { users, space } = fixture
    await service.request('PATCH', `spaces/${space.id}`, {
      token: users.admin.token,
      body: { isActive: false },
    })
    expect(
      (await service.request('GET', `spaces/${space.id}`, { token: users.otherManager.token })).status,
    ).toBe(404)
    expect(
      (await service.request('PATCH', `spaces/${space.id}`, { token: users.otherManager.token, body: {} }))
        .status,
    ).toBe(404)
    expect((await service.request('GET', `spaces/${space.id}`, { token: users.manager.token })).status).toBe(
      200,
    )
  })
})
