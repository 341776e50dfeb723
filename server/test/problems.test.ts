import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import '../src/app.ts'
import { problemCatalogue } from '../src/shared/problem.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

/**
 * Problem codes that clients rely on: they must not disappear or get another status. A new code of a release is added here. The codes
 * that only a wrong use of HTTP gets are left out.
 */
const reliedOn = {
  400: ['malformed_json', 'validation_failed'],
  401: ['token_expired', 'token_reused', 'unauthenticated'],
  402: ['insufficient_funds'],
  403: ['forbidden', 'user_blocked'],
  404: ['not_found'],
  409: [
    'already_reviewed',
    'balance_not_settled',
    'booking_conflict',
    'closure_conflict',
    'email_taken',
    'email_unverified',
    'idempotency_in_progress',
    'in_use',
    'invalid_transition',
    'last_admin',
    'price_changed',
    'shift_open',
    'shift_required',
    'too_many_bookings',
    'too_many_unpaid',
  ],
  412: ['precondition_failed'],
  413: ['payload_too_large'],
  415: ['unsupported_media_type'],
  422: [
    'closed',
    'idempotency_key_reused',
    'invalid_duration',
    'invalid_interval',
    'outside_booking_window',
    'outside_opening_hours',
    'payment_limits',
    'payments_unavailable',
    'refund_too_large',
    'review_not_allowed',
    'space_unavailable',
    'starts_in_past',
    'token_invalid',
  ],
  429: ['rate_limited'],
  500: ['internal_error'],
  503: ['provider_unavailable', 'unavailable'],
}

/** The rows of the table in docs/errors.md, without the two lines of its heading. */
async function documented() {
  const lines = (await read('docs/errors.md')).split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) => {
    const [code = '', status, en, ru, when = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return { code: code.replaceAll('`', ''), status: Number(status), title: { en, ru }, when }
  })
}

describe('the catalogue of problems', () => {
  it('declares every code that clients rely on, with its status', () => {
    const declared = new Map(problemCatalogue().map(({ code, status }) => [code, status]))
    for (const [status, codes] of Object.entries(reliedOn))
      for (const code of codes) expect([code, declared.get(code)]).toEqual([code, Number(status)])
  })

  it('has its own text in both languages', () => {
    for (const { code, title } of problemCatalogue()) {
      expect(title.en, code).toMatch(/^[A-Z][^а-я]+$/)
      expect(title.ru, code).toMatch(/^[А-ЯЁ].*[а-яё]/)
    }
    const titles = problemCatalogue().flatMap(({ title }) => [title.en, title.ru])
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('equals the table of docs/errors.md, by status and code, in both languages', async () => {
    const rows = await documented()
    const declared = problemCatalogue().map(({ code, status, title }) => ({ code, status, title }))
    expect(
      rows.map(({ when, ...row }) => row),
      'docs/errors.md has a line for each problem that the service declares, by status and then by code: add there the lines marked with - below, and remove those marked with +',
    ).toEqual(declared.sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1)))
    for (const { code, when } of rows) expect(when, code).toMatch(/^[A-Z`].{20,}\.$/)
  })

  // A test that names a code may still not provoke the problem. A code in a comment does not count.
  it('has only codes that some test over HTTP names', async () => {
    const files = (await readdir(new URL('server/', root), { recursive: true })).filter((file) =>
      /(\.api|every-route)\.test\.ts$/.test(file),
    )
    const tests = (await Promise.all(files.map((file) => read(`server/${file}`)))).join('\n')
    const statements = tests.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
    const missing = problemCatalogue().filter(({ code }) => !statements.includes(`'${code}'`))
    expect(
      missing.map(({ code }) => code),
      'no test gets these problems: add a test to the .api.test.ts of the module that gets the problem and names its code',
    ).toEqual([])
  })
})
