import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { at, makeBooking, makeCoworking, makeMember, makePerson, type Person } from '../test/factories.ts'
import { useService } from '../test/harness.ts'
import { documentChecker, type Operation, operationsOf } from '../test/operations.ts'
import { expectNoLeak } from '../test/problem-shape.ts'
import { brokenInput, type Pool, validInput } from './schema.arbitrary.ts'

// `make fuzz` asks for 20,000 requests as each role; the suite for a few.
const requests = Number(process.env.FUZZ_REQUESTS ?? 400)

const service = useService({ RATE_LIMIT_MAX: '0' })
let operations: Operation[]
let check: ReturnType<typeof documentChecker>
let people: Record<string, Person | null>
let pool: Pool

beforeAll(async () => {
  operations = operationsOf(service.app).filter((operation) => operation.path.startsWith('/api/v1'))
  check = documentChecker(service.app)
  const { admin, location, tariff, space } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  const manager = await makePerson(service, 'manager', [location.id])
  // An administrator of its own: the one that is fuzzed may demote or delete itself.
  people = { nobody: null, member, manager, admin: await makePerson(service, 'admin') }
  const booking = await makeBooking(service, member, {
    spaceId: space.id,
    ...at('2026-12-02', '10:00', '11:00'),
  })
  const day = at('2026-12-03', '10:00', '11:00')
  const instants = [
    day.startsAt,
    day.endsAt,
    '2026-12-05T09:30:00Z',
    '2027-01-01T00:00:00+14:00',
    '2199-12-31T23:59:59Z',
  ]
  pool = { ids: [location.id, tariff.id, space.id, booking.id, member.id, manager.id], instants }
})

/** An operation with input for it, most often as it should be. */
const call = fc
  .nat()
  .map((index) => operations[index % operations.length] as Operation)
  .chain((operation) => {
    const { parameters = [], requestBody } = operation
    const schema = requestBody?.content['application/json'].schema
    const body = schema
      ? fc.oneof(
          { weight: 7, arbitrary: validInput(schema, pool) },
          { weight: 3, arbitrary: brokenInput(schema, pool) },
        )
      : fc.constant(undefined)
    const named = Object.fromEntries(parameters.map(({ name, schema }) => [name, validInput(schema, pool)]))
    const required = parameters
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name)
    return fc.record({
      operationId: fc.constant(operation.operationId),
      body,
      values: fc.record(named, { requiredKeys: required }),
    })
  })

function urlOf({ path, parameters = [] }: Operation, values: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const { name, in: place } of parameters)
    if (place === 'query' && values[name] !== undefined)
      for (const value of [values[name]].flat()) query.append(name, String(value).toWellFormed())
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])))
  return query.size > 0 ? `${filled}?${query}` : filled
}

describe.each(['nobody', 'member', 'manager', 'admin'])('as %s', (role) => {
  it(`${requests} calls, valid and not: no 5xx, and every answer is as the document says`, async () => {
    await fc.assert(
      fc.asyncProperty(call, async ({ operationId, values, body }) => {
        const operation = operations.find((one) => one.operationId === operationId) as Operation
        const token = people[role]?.token
        const answer = await service.request(operation.method, urlOf(operation, values), { token, body })
        expect(answer.status, `${operation.operationId}: ${answer.text}`).toBeLessThan(500)
        if (answer.status >= 400) expectNoLeak(answer.text)
        check(operation, answer)
      }),
      { numRuns: requests, endOnFailure: true },
    )
  }, 3_600_000)
})
