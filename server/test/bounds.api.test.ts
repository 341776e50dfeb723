import pg from 'pg'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Operation } from '../../testing/operations.ts'
import { expectProblem } from '../../testing/problem-shape.ts'
import { remedyFor, useOperations } from './invalid-input.ts'
import { inputsOf, isBounded, largest, valuesBeyondLimits, withValue } from './schema-bounds.ts'

// The work of a request depends on its input. So every input of every route has a limit in its schema: input beyond the limit is refused
// before any database query, and input within the limit costs a limited number of rows and bytes.
const fixture = useOperations()

type Queries = { rows: number; statements: string[]; values: string }
const noQueries = (): Queries => ({ rows: 0, statements: [], values: '' })
let queries = noQueries()

/** Counts a query of the request, unless it reads the session or the time at which cached responses change. */
function addQuery(text: string, values: unknown): void {
  if (!/FROM sessions s JOIN users|^SELECT min\(due_at\)/.test(text)) queries.statements.push(text)
  queries.values += JSON.stringify(values ?? null)
}

const recordRowCount = (rows: number) => {
  queries.rows = Math.max(queries.rows, rows)
}

beforeAll(() => {
  const originalQuery = pg.Client.prototype.query as (...parameters: any[]) => any
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...parameters: any[]) {
    const [statement] = parameters
    const text: string =
      typeof statement === 'string' ? statement : (statement?.text ?? statement?.name ?? '')
    addQuery(text, statement?.values ?? parameters[1])
    // A pool passes a function that gets the result, and gets no promise.
    const respond = parameters.at(-1)
    if (typeof respond === 'function')
      parameters[parameters.length - 1] = (error: unknown, found?: pg.QueryResult) => {
        recordRowCount(found?.rows?.length ?? 0)
        respond(error, found)
      }
    const result = originalQuery.apply(this, parameters)
    // The caller gets the error of a failed query from `result`.
    void result?.then?.(
      (found: pg.QueryResult) => recordRowCount(found?.rows?.length ?? 0),
      () => undefined,
    )
    return result
  } as typeof pg.Client.prototype.query)
  // The list of bookings is read by `readRows`, which does not call `query` of the driver.
  const { deps } = fixture.service
  const { readRows } = deps
  vi.spyOn(deps, 'readRows').mockImplementation((statement, options, begin) => {
    addQuery(statement.text, statement.values)
    return readRows(statement, options, () => {
      const consumer = begin()
      const { onRow } = consumer
      let rows = 0
      return Object.assign(consumer, {
        onRow: (...row: Parameters<typeof onRow>) => {
          recordRowCount(++rows)
          onRow(...row)
        },
      })
    })
  })
})
afterEach(() => {
  queries = noQueries()
})

/** Sends a request, and returns the queries that it caused. */
async function sendCounted(operation: Operation, path: string, body?: unknown) {
  queries = noQueries()
  const { admin, service } = fixture
  const response = await service.request(operation.method, path, { token: admin.token, body })
  return { response, ...queries }
}

/** The path of a sample with one of its query parameters replaced. */
function withQuery(path: string, name: string, value: unknown): string {
  const url = new URL(path, 'http://any')
  url.searchParams.delete(name)
  for (const one of [value].flat()) url.searchParams.append(name, String(one))
  return `${url.pathname}${url.search}`
}

/** The path of a sample with one of its path parameters replaced. */
function withParameter({ path: template }: Operation, path: string, name: string, value: unknown): string {
  const position = template.split('/').indexOf(`{${name}}`)
  const [pathname = '', ...query] = path.split('?')
  return [pathname.split('/').with(position, String(value)).join('/'), ...query].join('?')
}

// This test comes first, while the space of the samples is unchanged.
it('a quote for two centuries is refused without a query for the closures of two centuries', async () => {
  const { sampleOf, operation } = fixture
  const { path, body } = await sampleOf(operation('quote'))
  const times = { startsAt: '2026-12-02T07:00:00Z', endsAt: '2199-01-04T07:00:00Z' }
  const { response, values } = await sendCounted(operation('quote'), path, { ...body, ...times })
  expectProblem(response, 422, 'invalid_duration')
  expect(values).toContain('2026-12-02')
  expect(values).not.toContain('2199-')
})

describe('every input of every route', () => {
  it('has a limit in its schema', () => {
    const inputs = fixture.operations.flatMap((operation) =>
      inputsOf(operation).map((input) => ({ ...input, operationId: operation.operationId })),
    )
    expect(inputs.length).toBeGreaterThan(200)
    for (const { operationId, name, schema, place } of inputs)
      expect(isBounded(schema), `${operationId} ${place} ${name} has no bound`).toBe(true)
  })

  it('in a path or a query beyond its limit is refused before any query', async () => {
    let refused = 0
    for (const operation of fixture.operations) {
      const sample = await fixture.sampleOf(operation)
      for (const { name, schema, place } of inputsOf(operation))
        for (const value of place === 'body' ? [] : valuesBeyondLimits(schema)) {
          const path =
            place === 'query'
              ? withQuery(sample.path, name, value)
              : withParameter(operation, sample.path, name, value)
          const { response, statements } = await sendCounted(operation, path, sample.body)
          expectProblem(response, 400, 'validation_failed')
          expect(statements, `${operation.operationId} ${name}`).toEqual([])
          refused += 1
        }
    }
    expect(refused).toBeGreaterThan(150)
  })

  it('in a body beyond its limit is refused before any query', async () => {
    let refused = 0
    for (const operation of fixture.operationsWithBody) {
      const { path, body = {} } = await fixture.sampleOf(operation)
      for (const { name, schema } of inputsOf(operation)) {
        const [, ...keys] = name.split('/')
        if (keys.length === 0) continue
        for (const value of valuesBeyondLimits(schema)) {
          const { response, statements } = await sendCounted(operation, path, withValue(body, keys, value))
          if (response.status !== 413) expectProblem(response, 400, 'validation_failed')
          expect(statements, `${operation.operationId} ${name}`).toEqual([])
          refused += 1
        }
      }
    }
    expect(refused).toBeGreaterThan(250)
  })

  it('that is a time range is refused before any query where it is too long', async () => {
    const ranges = fixture.operations.flatMap((operation) =>
      inputsOf(operation).flatMap(({ name, schema }) =>
        schema['x-within'] ? [{ operation, name, schema, ...schema['x-within'] }] : [],
      ),
    )
    expect(ranges.map(({ operation, days }) => [operation.operationId, days])).toEqual([
      ['getSpaceAvailability', 62],
      ['listLocationAvailability', 7],
      ['listAvailability', 31],
      ['getOccupancyReport', 1_829],
      ['getRevenueReport', 1_829],
      ['getMoneyReport', 1_829],
    ])
    for (const { operation, name, schema, from, days } of ranges) {
      const { path } = await fixture.sampleOf(operation)
      const write = (instant: string) => (schema.format === 'date' ? instant.slice(0, 10) : instant)
      const send = (start: string, end: string) =>
        sendCounted(operation, withQuery(withQuery(path, from, write(start)), name, write(end)))
      const start = Date.parse('2026-12-02T00:01:00Z')
      const later = (ms: number) => new Date(start + days * 86_400_000 + ms).toISOString()
      const within = await send('2026-12-02T00:01:00Z', later(0))
      expect(within.response.status, operation.operationId).toBe(200)
      for (const [first, last] of [
        ['2026-12-02T00:01:00Z', later(86_400_000)],
        ['2026-12-02t00:01:00z', later(86_400_000)],
        ['2000-01-02T00:01:00Z', '2199-12-01T00:00:00Z'],
        ['2100-01-02T00:01:00Z', '2199-12-01T00:00:00+14:00'],
      ] as const) {
        if (schema.format === 'date' && first.startsWith('2000')) continue
        const { response, statements } = await send(first, last)
        expectProblem(response, 400, 'validation_failed')
        expect(response.body.errors[0].path).toBe(`/${name}`)
        expect(statements, operation.operationId).toEqual([])
      }
    }
  })
})

describe('the largest request that a schema allows', () => {
  it('fits into the body limit of its route, and is not refused for the size of a value', async () => {
    const recordError = vi.spyOn(fixture.service.deps.exhaustion, 'record')
    for (const operation of fixture.operationsWithBody) {
      const { path } = await fixture.sampleOf(operation)
      recordError.mockClear()
      const body = largest(operation.requestBody?.content['application/json'].schema)
      const { response } = await sendCounted(operation, path, body)
      const bytes = Buffer.byteLength(JSON.stringify(body))
      expect(response.status, `${operation.operationId} takes ${bytes} bytes: ${response.text}`).not.toBe(413)
      const remedy = response.status < 500 ? '' : `${remedyFor(recordError.mock.lastCall?.[0])}. `
      expect(response.status, `${operation.operationId}: ${remedy}${response.text}`).toBeLessThan(500)
      // A value of the largest size may still be refused for its meaning: an email without @, an unknown currency or id.
      expect(JSON.stringify(response.body?.errors ?? []), operation.operationId).not.toMatch(
        /at most|at least/,
      )
    }
  })

  it('of every list takes few statements, and no more rows and bytes than a page has', async () => {
    for (const operation of fixture.operations.filter(({ method }) => method === 'GET')) {
      const { path } = await fixture.sampleOf(operation)
      const longest = inputsOf(operation).reduce(
        (url, { name, schema, place }) =>
          place === 'query' && schema.type === 'array' ? withQuery(url, name, largest(schema)) : url,
        operation.parameters?.some(({ name }) => name === 'limit') ? withQuery(path, 'limit', 1_000) : path,
      )
      const { response, rows, statements } = await sendCounted(operation, longest)
      expect(response.status, `${operation.operationId}: ${response.text}`).toBe(200)
      expect(statements.length, `${operation.operationId}: ${statements.join('\n')}`).toBeLessThan(20)
      expect(rows, operation.operationId).toBeLessThanOrEqual(1_001)
      expect(response.text.length, operation.operationId).toBeLessThan(2_000_000)
    }
  })
})

it('a search of nine words is refused before any query, a search of eight words is not', async () => {
  const { operation } = fixture
  const nine = await sendCounted(operation('listUsers'), '/api/v1/users?search=a+b+c+d+e+f+g+h+i')
  expectProblem(nine.response, 400, 'validation_failed')
  expect(nine.statements).toEqual([])
  const eight = await sendCounted(operation('listUsers'), '/api/v1/users?search=a+b+c+d+e+f+g+h+')
  expect(eight.response.status).toBe(200)
})

it('Basic credentials that are longer than any possible ones are refused before any query', async () => {
  const authorization = `Basic ${Buffer.from(`a@example.com:${'x'.repeat(8_000)}`).toString('base64')}`
  queries = noQueries()
  const response = await fixture.service.request('GET', 'users', { headers: { authorization } })
  expectProblem(response, 401, 'unauthenticated')
  expect(queries.statements).toEqual([])
})
