import { expect } from 'vitest'
import { problemCatalogue } from '../server/src/shared/problem.ts'
import type { TestResponse } from './harness.ts'

// Content that a response must never contain: stack frames, file names, SQL statements and messages of the database.
const leaks = [
  /\n\s+at \S/,
  /\bat (async )?[\w.<>]+ \(/,
  /node_modules|file:\/\/|\/server\/|\.ts:\d/,
  /\b(select|insert into|update|delete from)\b.+\b(from|values|set|where|returning)\b/i,
  /\b(relation|column|constraint|operator|function) "/i,
  /syntax error|violates|invalid input|PostgreSQL|ECONNREFUSED/i,
]

/** Fails when the text reveals internal details of the service. */
export function expectNoLeak(text: string): void {
  for (const leak of leaks) expect(text).not.toMatch(leak)
}

/** Checks for a complete RFC 9457 problem of this status and code that contains nothing internal. */
export function expectProblem(response: TestResponse, status: number, code: string): void {
  expect({ status: response.status, code: response.body?.code }, response.text).toEqual({ status, code })
  expectAnyProblem(response)
}

const commonProperties = ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors']

/** Checks for a well-formed refusal with any status and code. */
export function expectAnyProblem({ status, headers, text, body }: TestResponse): void {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({
    type: expect.stringMatching(new RegExp(`^https?://.+/docs/errors#${body.code}$`)),
    title: expect.stringMatching(/\S/),
    detail: expect.stringMatching(/\S/),
    status,
    code: expect.stringMatching(/^[a-z_]+$/),
    requestId: headers['x-request-id'],
  })
  const extras = problemCatalogue().find(({ code }) => code === body.code)?.extras?.properties ?? {}
  expect(
    [...commonProperties, ...Object.keys(extras)],
    'a property of a problem is in `extras` of its `defineProblem`',
  ).toEqual(expect.arrayContaining(Object.keys(body)))
  for (const error of body.errors ?? [])
    expect(error).toEqual({
      path: expect.stringMatching(/^(\/.*)?$/s),
      message: expect.stringMatching(/\S/),
    })
  expectNoLeak(text)
}
