import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../testing/factories.ts'
import { type TestResponse, useService } from '../../testing/harness.ts'
import { documentChecker, type Operation, operationsOf } from '../../testing/operations.ts'
import { brokenInput, type ExistingValues, validInput } from '../../testing/oracles/schema.arbitrary.ts'
import { expectNoLeak } from '../../testing/problem-shape.ts'
import { requestedCount } from '../../testing/requested-count.ts'

// `make fuzz` sends 20,000 requests as each role, the test suite 400.
const requests = requestedCount('FUZZ_REQUESTS') ?? 400

const service = useService({ RATE_LIMIT_MAX: '0', LOG_LEVEL: 'error' })
let operations: Operation[]
let check: ReturnType<typeof documentChecker>
let users: Record<string, Person | null>
let existing: ExistingValues

beforeAll(async () => {
  operations = operationsOf(service.app).filter((operation) => operation.path.startsWith('/api/v1'))
  check = documentChecker(service.app)
  const { admin, location, tariff, space } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  const manager = await makePerson(service, 'manager', [location.id])
  // The random requests are sent by another administrator than the one of the fixture, because they may demote or delete their sender.
  users = { nobody: null, member, manager, admin: await makePerson(service, 'admin') }
  const booking = await makeBooking(service, member, {
    spaceId: space.id,
    ...at('2026-12-02', '10:00', '11:00'),
  })
  const days = ['2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05']
  const times = ['10:00', '10:30', '11:00', '12:00']
  const nearInstants = days.flatMap((day) => times.map((time) => `${day}T${time}:00+03:00`))
  existing = {
    ids: {
      locationId: [location.id],
      tariffId: [tariff.id],
      spaceId: [space.id],
      bookingId: [booking.id],
      userId: [member.id, manager.id],
    },
    instants: [...nearInstants, '2026-12-05T09:30:00Z', '2027-01-01T00:00:00+14:00', '2199-12-31T23:59:59Z'],
  }
})

/** The name of the id at this place of a path: in `/spaces/{id}/reviews` it is `spaceId`. */
const nameOf = (path: string, name: string): string =>
  name === 'id' ? `${/(\w+)s\/\{id\}/.exec(path)?.[1]}Id` : name

type Call = { operation: Operation; body: unknown; values: Record<string, unknown> }

/** A call of the operation. Its parameters are valid, and so are seven of ten bodies. */
function callOf(operation: Operation): fc.Arbitrary<Call> {
  const { parameters = [], requestBody } = operation
  const schema = requestBody?.content['application/json'].schema
  const body = schema
    ? fc.oneof(
        { weight: 7, arbitrary: validInput(schema, existing) },
        { weight: 3, arbitrary: brokenInput(schema, existing) },
      )
    : fc.constant(undefined)
  const parameterValues = Object.fromEntries(
    parameters.map(({ name, schema }) => [name, validInput(schema, existing, nameOf(operation.path, name))]),
  )
  const required = parameters
    .filter((parameter) => parameter.in === 'path')
    .map((parameter) => parameter.name)
  const values = fc.record(parameterValues, { requiredKeys: required })
  return fc.record({ operation: fc.constant(operation), body, values })
}

function urlOf({ path, parameters = [] }: Operation, values: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const { name, in: place } of parameters)
    if (place === 'query' && values[name] !== undefined)
      for (const value of [values[name]].flat()) query.append(name, String(value).toWellFormed())
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))
  return query.size > 0 ? `${filled}?${query}` : filled
}

// Several calls are sent at once, as clients do; this also shortens the long run.
const batchSize = 8
const maxIdsOfKind = 20

/** Adds the id of a created object to the existing values, from which later calls take ids; the oldest id of the kind may be removed. */
function addToPool({ path }: Operation, { status, body }: TestResponse): void {
  const [, kind = ''] = /(\w+?)s?$/.exec(path.replace('/auth/register', '/users')) ?? []
  const id = status === 201 && (body?.user?.id ?? body?.id)
  // No path contains the id of an entry (the pattern makes `entrie` of `entries`).
  if (!id || kind === 'entrie') return
  const ids = existing.ids[`${kind}Id`] ?? []
  existing.ids[`${kind}Id`] = [...ids, id].slice(-maxIdsOfKind)
}

describe.each(['nobody', 'member', 'manager', 'admin'])('as %s', (role) => {
  it(`${requests} valid and invalid calls get no 5xx, and each response is as the OpenAPI document says`, async () => {
    const countByStatus = new Map<number, number>()
    const call = async ({ operation, values, body }: Call) => {
      const token = users[role]?.token
      const response = await service.request(operation.method, urlOf(operation, values), { token, body })
      expect(
        response.status,
        `${operation.operationId} fails, and the log above has the error: ${response.text}`,
      ).toBeLessThan(500)
      if (response.status >= 400) expectNoLeak(response.text)
      check(operation, response)
      addToPool(operation, response)
      countByStatus.set(response.status, (countByStatus.get(response.status) ?? 0) + 1)
    }
    const calls = fc.array(fc.oneof(...operations.map(callOf)), {
      minLength: batchSize,
      maxLength: batchSize,
    })
    await fc.assert(
      fc.asyncProperty(calls, async (batch) => void (await Promise.all(batch.map(call)))),
      { numRuns: Math.ceil(requests / batchSize), endOnFailure: true },
    )
    // Calls that never passed the validation would test nothing.
    console.log(`as ${role}:`, Object.fromEntries([...countByStatus].sort()))
    expect(countByStatus.get(200)).toBeGreaterThan(requests / 100)
  }, 3_600_000)
})
