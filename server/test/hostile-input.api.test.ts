import { describe, expect, it } from 'vitest'
import { expectAnyProblem, expectNoLeak, expectProblem } from '../../testing/problem-shape.ts'
import { useOperations, withContext } from './invalid-input.ts'

// Every route gets invalid input in each place of its body and its query. The response is a clear refusal or contains the text
// unchanged; it is never a 500 and reveals nothing internal.
const fixture = useOperations()
const timeoutMs = 120_000

// Operations whose responses do not contain the input.
const withoutEcho = new Set(['previewQuote'])

const texts = [
  `'; DROP TABLE bookings; --`,
  `\\") OR 1=1; SELECT pg_sleep(9); --`,
  '$1 %s {{7*7}} <script>alert(1)</script><img src=x onerror=alert(1)>',
  'Zoë 🏢 Пушкин שלום 👨‍👩‍👧',
  'Zoë \u202Eright to left\u2028and a line',
  '../../../etc/passwd\u0001\u001f\u007f\uFEFF\uFFFF',
]

describe('hostile text', () => {
  // This test comes first, because the other tests store these texts as names, which a search would find.
  it('in any query parameter is refused with a clear problem, or finds nothing', {
    timeout: timeoutMs,
  }, async () => {
    const { service, operations, admin, sampleOf } = fixture
    const values = [...texts, '\0', '1e400', '-1', '9007199254740993', '2026-02-30T00:00:00Z', '[]', '']
    // The filters that accept some of these values.
    const filters: string[] = []
    for (const operation of operations.filter((one) => one.method === 'GET')) {
      const { path } = await sampleOf(operation)
      const send = (url: string) => service.request('GET', url, { token: admin.token })
      for (const { name } of (operation.parameters ?? []).filter((one) => one.in === 'query')) {
        let accepted = 0
        for (const value of values) {
          const url = new URL(path, 'http://any')
          url.searchParams.set(name, value)
          const changedPath = `${url.pathname}${url.search}`
          const response = await send(changedPath)
          withContext(changedPath, () => {
            if (response.status !== 200) return expectProblem(response, 400, 'validation_failed')
            expectNoLeak(response.text)
            expect(response.body.items).toEqual([])
          })
          if (response.status === 200) accepted += 1
        }
        if (accepted === 0) continue
        // A list that is also empty without the filter would not show that the filter has an effect.
        const { body } = await send(path)
        withContext(`${path} without ${name}`, () => expect(body.items).not.toEqual([]))
        filters.push(`${operation.operationId} ${name}`)
      }
    }
    expect(filters.sort()).toEqual([
      'listAuditEvents entity',
      'listAvailability amenities',
      'listSpaces amenities',
      'listUsers search',
    ])
  })

  it('in any body is refused with a clear problem, or stored and returned unchanged', {
    timeout: timeoutMs,
  }, async () => {
    let unchanged = 0
    await fixture.insertIntoEveryPlace(
      ({ value }) => (typeof value === 'string' ? texts.map((text) => JSON.stringify(text)) : []),
      ({ operation, place, inserted, response }) => {
        if (response.status >= 400) {
          expect([400, 401, 403, 409, 422]).toContain(response.status)
          expectAnyProblem(response)
        } else if (
          response.text !== '' &&
          place.pointer[0] !== 'password' &&
          !withoutEcho.has(operation.operationId)
        ) {
          // In a text of several lines each line break is stored as `\n`.
          expect(JSON.stringify(response.body)).toContain(inserted.replace('\u2028', '\\n'))
          unchanged += 1
        }
      },
    )
    expect(unchanged).toBeGreaterThan(80)
  })

  it('that cannot be stored unchanged is a 400: NUL and lone surrogates', {
    timeout: timeoutMs,
  }, async () => {
    const unstorable = ['"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"']
    const sent = await fixture.insertIntoEveryPlace(
      ({ value }) => (typeof value === 'string' ? unstorable : []),
      ({ response }) => expectProblem(response, 400, 'validation_failed'),
    )
    expect(sent).toBeGreaterThan(100)
  })

  it('in a header is ignored, or refused where the header is Authorization', async () => {
    const { service, sampleOf, operation } = fixture
    const { path } = await sampleOf(operation('getSpace'))
    const names = ['if-none-match', 'accept-language', 'x-request-id', 'accept', 'x-forwarded-for', 'cookie']
    for (const name of names)
      for (const value of [
        `'; DROP TABLE bookings; --`,
        '<script>',
        '"',
        ',,,',
        '*;q=9',
        'a'.repeat(4_000),
      ]) {
        const response = await service.request('GET', path, { headers: { [name]: value } })
        withContext(`${name}: ${value}`, () => expect(response.status).toBe(200))
        expect(response.headers['x-request-id']).not.toBe(value)
      }
    const refused = await service.request('GET', path, { headers: { authorization: `Bearer '; --` } })
    expectProblem(refused, 401, 'unauthenticated')
  })
})

describe('an invalid instant', () => {
  const invalidInstants = {
    'of year 0000': '0000-01-01T00:00:00Z',
    'of year 9999': '9999-12-31T23:59:59Z',
    'beyond the calendar': '+275760-09-13T00:00:00Z',
    'of a day that does not exist': '2026-02-30T10:00:00Z',
    'of a month that does not exist': '2026-13-01T10:00:00Z',
    'of an hour that does not exist': '2026-12-01T24:00:00Z',
    'of a leap second': '2026-12-31T23:59:60Z',
    'without an offset': '2026-12-01T10:00:00',
    'with an offset that RFC 3339 does not allow': '2026-12-01T10:00:00+24:00',
    'without a time': '2026-12-01',
    'as PostgreSQL writes it': '2026-12-01 10:00:00+00',
    'that PostgreSQL knows by name': 'infinity',
    'in epoch milliseconds': '1764579600000',
    'of nothing': '',
  }

  it('is refused wherever a body has an instant', async () => {
    const sent = await fixture.insertIntoEveryPlace(
      ({ value }) =>
        typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
          ? Object.values(invalidInstants).map((instant) => JSON.stringify(instant))
          : [],
      ({ response }) => expectProblem(response, 400, 'validation_failed'),
    )
    expect(sent).toBeGreaterThan(100)
  })

  it.each(Object.entries(invalidInstants))('%s is refused in a query', async (_, instant) => {
    for (const query of ['bookings?from=', 'bookings?to=', 'availability?to=2026-12-02T10:00:00Z&from=']) {
      const path = query + encodeURIComponent(instant)
      const response = await fixture.service.request('GET', path, { token: fixture.admin.token })
      expectProblem(response, 400, 'validation_failed')
    }
  })
})

it('an instant with the largest offset that RFC 3339 allows is accepted', async () => {
  const { service, admin, sampleOf, operation } = fixture
  const { path, body } = await sampleOf(operation('createClosure'))
  const times = { from: '2026-12-24T10:00:00+23:59', to: '2026-12-24T10:00:00-23:59' }
  const sent = { ...body, ...times }
  const response = await service.request('POST', path, { token: admin.token, body: sent })
  expect(response.body).toMatchObject({ from: '2026-12-23T10:01:00.000Z', to: '2026-12-25T09:59:00.000Z' })
  const later = await service.request('GET', `${path}?from=${encodeURIComponent(times.to)}`)
  expect(later.body.items).toEqual([])
})
