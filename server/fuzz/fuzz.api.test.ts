import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { at, makeBooking, makeCoworking, makeMember, makePerson, type Person } from '../test/factories.ts'
import { type Answer, useService } from '../test/harness.ts'
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

type Call = { operation: Operation; body: unknown; values: Record<string, unknown> }

/** An operation with input for it, most often as it should be. */
function callOf(operation: Operation): fc.Arbitrary<Call> {
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
  const values = fc.record(named, { requiredKeys: required })
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

// Some at once, as clients send them; it also makes the long run bearable.
const together = 8
const mostIds = 60

/** Takes what was made into the pool, in the place of something that is older. */
function learn(answer: Answer): void {
  const id = answer.status === 201 && (answer.body?.id ?? answer.body?.user?.id)
  if (!id) return
  if (pool.ids.length < mostIds) pool.ids.push(id)
  else pool.ids[answer.text.length % mostIds] = id
}

describe.each(['nobody', 'member', 'manager', 'admin'])('as %s', (role) => {
  it(`${requests} calls, valid and not: no 5xx, and every answer is as the document says`, async () => {
    const answered = new Map<number, number>()
    const call = async ({ operation, values, body }: Call) => {
      const token = people[role]?.token
      const answer = await service.request(operation.method, urlOf(operation, values), { token, body })
      expect(answer.status, `${operation.operationId}: ${answer.text}`).toBeLessThan(500)
      if (answer.status >= 400) expectNoLeak(answer.text)
      check(operation, answer)
      learn(answer)
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1)
    }
    const calls = fc.array(fc.oneof(...operations.map(callOf)), { minLength: together, maxLength: together })
    await fc.assert(
      fc.asyncProperty(calls, async (batch) => void (await Promise.all(batch.map(call)))),
      { numRuns: Math.ceil(requests / together), endOnFailure: true },
    )
    // Calls that never got past the validation would show nothing.
    console.log(`as ${role}:`, Object.fromEntries([...answered].sort()))
    expect(answered.get(200)).toBeGreaterThan(requests / 50)
  }, 3_600_000)
})
