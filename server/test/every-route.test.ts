import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePerson, type Person } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { documentChecker, liveRoutes, type Operation, operationsOf } from '../../testing/operations.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { expectProblem } from '../../testing/problem-shape.ts'
import type { Sample } from '../../testing/samples/sample.ts'
import { assertComplete, makeSamples, type SamplesFixture } from '../../testing/samples/samples.ts'
import { nameWithLine, remedies } from './every-route.remedies.ts'

// Checks every route that the service itself lists, so that the rules of the API hold for a new route without a new test. The new route
// only needs a sample in testing/samples/.
const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)
let fixture: SamplesFixture
let member: Person
let operations: Operation[]
let expectDocumented: ReturnType<typeof documentChecker>

beforeAll(async () => {
  operations = operationsOf(service.app)
  expectDocumented = documentChecker(service.app)
  fixture = await makeSamples(service)
  member = await makePerson(service)
})

const named = ({ method, path }: Operation) => `${method} ${path}`
const rank = { public: 0, member: 1, manager: 2, admin: 3 }
const rankOf = (operation: Operation) => rank[operation['x-access']]

async function sampleOf({ operationId }: Operation): Promise<Sample> {
  const sample = fixture.samples[operationId]
  if (!sample) throw new Error(`testing/samples/ has no sample of ${operationId}: add one`)
  return sample()
}

/** Runs a check on each of the operations; when it fails, the message names the operation and the line of its route. */
async function onEach(chosen: Operation[], check: (operation: Operation) => Promise<void>): Promise<void> {
  expect(chosen.length).toBeGreaterThan(0)
  for (const operation of chosen)
    await check(operation).catch((error: Error) => {
      error.message = `${nameWithLine(operation)}: ${error.message}`
      throw error
    })
}

const send = (
  { method }: Operation,
  { path, body }: Sample,
  person?: Person,
  headers: Record<string, string> = {},
) => service.request(method, path, { token: person?.token, body, headers })

/** The sample's path with each of its ids replaced. */
const withIds = (operation: Operation, { path, body }: Sample, id: string): Sample => ({
  path: operation.path.replaceAll(/\{\w+\}/g, id) + path.slice(path.split('?')[0]?.length),
  ...(body && { body }),
})

describe('every route', () => {
  it('is in the OpenAPI document, and the document has no other routes', () => {
    const undocumented =
      /^POST \/webhooks\/(stripe|yookassa)$|^GET \/(|assets\/\{name\}|docs.*|openapi\.json|healthz|readyz|metrics)$/
    const live = liveRoutes(service.app).filter((route) => !undocumented.test(route))
    expect(operations.map(named).sort()).toEqual(live.sort())
  })

  it('has a unique operationId, one known tag and an access level', () => {
    const known = (service.app.swagger().tags ?? []).map((tag) => tag.name)
    for (const operation of operations) {
      expect(operation.operationId, named(operation)).toMatch(/^[a-z][A-Za-z]+$/)
      expect(known, named(operation)).toEqual(expect.arrayContaining(operation.tags))
      expect(operation.tags, named(operation)).toHaveLength(1)
      expect(Object.keys(rank), named(operation)).toContain(operation['x-access'])
    }
    const ids = operations.map((operation) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has a sample, and each sample has a route; otherwise `makeSamples` fails', () => {
    const { listBookings, ...others } = fixture.samples
    expect(listBookings).toBeDefined()
    expect(() => assertComplete(service, others)).toThrow('no sample of listBookings')
    const withRemoved = { ...fixture.samples, listRemoved: listBookings as () => Promise<Sample> }
    expect(() => assertComplete(service, withRemoved)).toThrow('No route is listRemoved')
    const ids = operations.map(({ operationId }) => operationId)
    expect(Object.keys(fixture.samples).sort()).toEqual(ids.sort())
  })

  it('declares the problems of its access level and its path', () => {
    for (const operation of operations) {
      const statuses = Object.keys(operation.responses)
      const expected = ['400', ...(operation.security.length > 0 ? ['401'] : []), '500', '503']
      if (operation.path.includes('{')) expected.push('404')
      if (rankOf(operation) >= rank.manager) expected.push('403')
      if (operation.requestBody) expected.push('413', '415')
      expect(statuses, named(operation)).toEqual(expect.arrayContaining(expected))
      const successes = statuses.filter((status) => status.startsWith('2'))
      expect(successes, named(operation)).toHaveLength(1)
    }
  })

  it('that is a list has an entity tag, and is 304 where the client knows the list', async () => {
    const lists = operations.filter((operation) => {
      const page = operation.responses['200']?.content?.['application/json']?.schema.properties
      return operation.method === 'GET' && page?.nextCursor !== undefined
    })
    expect(lists.length).toBeGreaterThan(10)
    await onEach(lists, async (operation) => {
      const sample = await sampleOf(operation)
      const { etag } = (await send(operation, sample, fixture.admin)).headers
      expect(String(etag), remedies.entityTag).toMatch(/^"[\w-]+"$/)
      const conditional = await send(operation, sample, fixture.admin, { 'if-none-match': String(etag) })
      expect(conditional).toMatchObject({ status: 304, text: '' })
      expectDocumented(operation, conditional)
    })
  })

  it('responds to a valid request as documented, field by field', async () => {
    await onEach(operations, async (operation) => {
      const sample = await sampleOf(operation)
      const known = operation.requestBody?.content['application/json'].schema.properties ?? {}
      expect(Object.keys(sample.body ?? {}).sort(), remedies.sample).toEqual(Object.keys(known).sort())
      const response = await send(operation, sample, fixture.admin)
      expect(response.status, response.text).toBeLessThan(300)
      expectDocumented(operation, response)
    })
  })

  it('reads the headers that the document names, and no others', async () => {
    const names = new Set(operations.flatMap(({ headers }) => headers))
    expect(names).toEqual(new Set(['If-Match', 'If-None-Match', 'Idempotency-Key']))
    await onEach(operations, async (operation) => {
      const { method, headers } = operation
      const sample = await sampleOf(operation)
      const sendWith = (name: string, value: string) =>
        send(operation, sample, fixture.admin, { [name]: value })
      if (method === 'GET') {
        const { status } = await sendWith('if-none-match', '*')
        return expect(status).toBe(headers.includes('If-None-Match') ? 304 : 200)
      }
      const { status, body } = await sendWith('if-match', '"0"')
      if (!headers.includes('If-Match')) {
        expect(status).toBeLessThan(300)
        return expect(status === 200 && body?.version, remedies.undeclaredIfMatch).toBeFalsy()
      }
      expect(status, remedies.ifMatch).toBe(412)
    })
    const posts = operations.filter(({ method, path }) => method === 'POST' && !path.includes('/auth/'))
    await onEach(posts, async (operation) => {
      const sample = await sampleOf(operation)
      const sendOnce = () =>
        send(operation, sample, fixture.admin, { 'idempotency-key': operation.operationId })
      const { status } = await sendOnce()
      expect(status).toBeLessThan(300)
      const isReplayed = (await sendOnce()).headers['idempotency-replayed'] === 'true'
      expect(isReplayed, remedies.idempotency).toBe(operation.headers.includes('Idempotency-Key'))
    })
  })

  it('that is not public is 401 without a session, before any other check', async () => {
    const closed = operations.filter((operation) => operation['x-access'] !== 'public')
    await onEach(closed, async (operation) => {
      const response = await send(operation, withIds(operation, { path: '', body: { wrong: 1 } }, 'wrong'))
      expectProblem(response, 401, 'unauthenticated')
      expect(response.headers['www-authenticate']).toBe('Bearer')
      expectDocumented(operation, response)
    })
  })

  it('is 400 for a malformed id, before the check of rights', async () => {
    const withId = operations.filter((operation) => operation.path.includes('{'))
    await onEach(withId, async (operation) => {
      for (const id of ['1', 'null', `${randomUUID()}0`, `urn:uuid:${randomUUID()}`, '%00', '%zz', '%ff']) {
        const sample = withIds(operation, await sampleOf(operation), id)
        const response = await send(operation, sample, member)
        expectProblem(response, 400, 'validation_failed')
        expectDocumented(operation, response)
      }
    })
  })

  it('accepts an id in capitals as an equal id, in the path and in the body', async () => {
    const uuid = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g
    const withUpperCaseIds = (text: string) => text.replace(uuid, (id) => id.toUpperCase())
    await onEach(operations, async (operation) => {
      const { path, body } = await sampleOf(operation)
      const sample = {
        path: withUpperCaseIds(path),
        ...(body && { body: JSON.parse(withUpperCaseIds(JSON.stringify(body))) }),
      }
      const response = await send(operation, sample, fixture.admin)
      expect(response.status, response.text).toBeLessThan(300)
      expectDocumented(operation, response)
    })
  })

  it('is 404 for an unknown id, before the check of rights', async () => {
    const withId = operations.filter((operation) => operation.path.includes('{'))
    await onEach(withId, async (operation) => {
      const sample = withIds(operation, await sampleOf(operation), randomUUID())
      // A member may not learn which users exist: the 403 is equal for ids that exist and ids that do not.
      const actors = operation.path.includes('/users/') ? [fixture.admin] : [fixture.admin, member]
      for (const actor of actors) {
        const response = await send(operation, sample, actor)
        expect(response.status, `${remedies.target}. ${response.text}`).toBe(404)
        expectProblem(response, 404, 'not_found')
        expectDocumented(operation, response)
      }
    })
  })

  it('for staff is 403 for an actor with a lesser role', async () => {
    const manager = await makePerson(service, 'manager')
    await onEach(operations, async (operation) => {
      const sample = await sampleOf(operation)
      for (const [person, actorRank] of [
        [member, rank.member],
        [manager, rank.manager],
      ] as const) {
        if (actorRank >= rankOf(operation)) continue
        const response = await send(operation, sample, person)
        // An actor may not even learn that another member's booking or payment, a shift, or a review that is not public, exists.
        const isSecret = /\/(bookings|payments|reviews|shifts)\//.test(operation.path)
        expect(response.status, `${remedies.secret}. ${response.text}`).toBe(isSecret ? 404 : 403)
        if (isSecret) expectProblem(response, 404, 'not_found')
        else expectProblem(response, 403, 'forbidden')
        expectDocumented(operation, response)
      }
    })
  })

  it('refuses an unknown query parameter and an unknown key of the body', async () => {
    await onEach(operations, async (operation) => {
      const { path, body } = await sampleOf(operation)
      const unknown = `${path}${path.includes('?') ? '&' : '?'}bogus=1`
      const response = await send(operation, { path: unknown, ...(body && { body }) }, fixture.admin)
      expectProblem(response, 400, 'validation_failed')
      expect(response.body.errors).toMatchObject([{ path: '/bogus' }])
      if (operation.method === 'GET' || operation.method === 'DELETE') return
      const sent = await send(operation, { path, body: { ...body, bogus: 1 } }, fixture.admin)
      expectProblem(sent, 400, 'validation_failed')
      expect(sent.body.errors).toMatchObject([{ path: '/bogus' }])
      expectDocumented(operation, sent)
    })
  })
})
