import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestResponse, type TestService, useService } from '../../testing/harness.ts'
import { type Operation, operationsOf } from '../../testing/operations.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import type { Sample } from '../../testing/samples/sample.ts'
import { makeSamples, type SamplesFixture } from '../../testing/samples/samples.ts'

/** A place in a body: the parts of its JSON Pointer, and the value that a valid request has there. */
type Place = { pointer: (string | number)[]; value: unknown }

type Outcome = { operation: Operation; place: Place; inserted: string; response: TestResponse }

/** A service and functions that send invalid input to each of its operations. */
export type OperationsFixture = SamplesFixture & {
  service: TestService
  operations: Operation[]
  /** The operations that have a request body. */
  operationsWithBody: Operation[]
  operation(id: string): Operation
  sampleOf(operation: Operation): Promise<Sample>
  /** Sends raw text as the body, as the administrator. */
  sendText(
    operation: Operation,
    path: string,
    body: string,
    headers?: Record<string, string>,
  ): Promise<TestResponse>
  /** Puts each of the JSON texts that `choose` returns for a place into that place of every body. Returns the number of requests. */
  insertIntoEveryPlace(choose: (place: Place) => string[], check: (outcome: Outcome) => void): Promise<number>
}

/** Starts a service for the tests of a file, and makes the samples of its operations. */
export function useOperations(): OperationsFixture {
  // The log says why a route fails with 500.
  const env: Record<string, string> = { LOG_LEVEL: 'error' }
  let provider: Awaited<ReturnType<typeof startYooKassa>>
  beforeAll(async () => {
    provider = await startYooKassa()
    Object.assign(env, provider.env)
  })
  const service = useService(env)
  afterAll(() => provider.stop())
  const fixture = {
    service,
    operation: (id) => fixture.operations.find((one) => one.operationId === id) as Operation,
    sampleOf: async ({ operationId }) => (await fixture.samples[operationId]?.()) as Sample,
    sendText: ({ method }, path, body, headers = { 'content-type': 'application/json' }) =>
      service.request(method, path, { token: fixture.admin.token, body, headers }),
    insertIntoEveryPlace: (choose, check) => insertIntoEveryPlace(fixture, choose, check),
  } as OperationsFixture
  beforeAll(async () => {
    fixture.operations = operationsOf(service.app)
    fixture.operationsWithBody = fixture.operations.filter((operation) => operation.requestBody)
    expect(fixture.operationsWithBody.length).toBeGreaterThan(20)
    Object.assign(fixture, await makeSamples(service))
  })
  return fixture
}

const insertIntoEveryPlace: (
  fixture: OperationsFixture,
  ...how: Parameters<OperationsFixture['insertIntoEveryPlace']>
) => Promise<number> = async ({ operationsWithBody, sampleOf, sendText }, choose, check) => {
  let sent = 0
  for (const operation of operationsWithBody) {
    let { path, body } = await sampleOf(operation)
    for (const { pointer } of placesIn(body))
      for (const inserted of choose({ pointer, value: valueAt(body, pointer) })) {
        const place = { pointer, value: valueAt(body, pointer) }
        const response = await sendText(operation, path, bodyWith(body, pointer, inserted))
        const where = `${operation.operationId} /${pointer.join('/')} ${inserted.slice(0, 80)}`
        withContext(where, () => check({ operation, place, inserted, response }))
        sent += 1
        // An accepted request has used its sample, so a new one is needed.
        if (response.status < 300) ({ path, body } = await sampleOf(operation))
      }
  }
  return sent
}

/** Each place in a body, the deepest first and the body itself last. */
function placesIn(value: unknown, pointer: Place['pointer'] = []): Place[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...pointer, key]))
      : []
  return [...inside, { pointer, value }]
}

const valueAt = (body: unknown, pointer: Place['pointer']): unknown =>
  pointer.reduce((value: any, key) => value[key], body)

/** The body as JSON text with the JSON text `inserted` in one of its places. */
function bodyWith(body: unknown, pointer: Place['pointer'], inserted: string): string {
  const mark = '\u0001here\u0001'
  const marked = ([key, ...rest]: Place['pointer'], value: any): unknown => {
    if (key === undefined) return mark
    const copy = Array.isArray(value) ? [...value] : { ...value }
    copy[key] = marked(rest, value[key])
    return copy
  }
  return JSON.stringify(marked(pointer, body)).replace(JSON.stringify(mark), () => inserted)
}

/** What to do about the error of the database to which a request has led. */
export function remedyFor(error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return 'the log above has the error'
  if (!error.constraint) return `give it the limits of its column in its schema: ${error.message}`
  const isForeignKey = error.code === '23503'
  return isForeignKey
    ? `before the use case writes this id, it reads or locks the row that the constraint ${error.constraint} requires (a person by \`lockManagedUser\`), which raises a problem where there is none`
    : `constraint ${error.constraint}: give it its limits in the schema, check it in the use case (for example \`assertInterval\`), or map it to a problem`
}

/** Runs a check; when it fails, the message names the request. */
export function withContext(where: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof Error) error.message = `${where}: ${error.message}`
    throw error
  }
}
