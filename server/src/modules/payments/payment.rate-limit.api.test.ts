import { expect, it } from 'vitest'
import { usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { fixture, begin } = usePayments('stripe', { RATE_LIMIT_MAX: '600' })

it('a user begins at most 100 payments in an hour; repetitions and refused requests do not count, and other users are not affected', async () => {
  const headers = { 'idempotency-key': 'again' }
  for (let n = 0; n < 10; n++) expect((await begin(900, { headers })).status).toBe(201)
  for (let n = 0; n < 10; n++) expectProblem(await begin(800, { headers }), 422, 'idempotency_key_reused')
  for (let n = 1; n < 100; n++) expect((await begin(900)).status).toBe(201)
  const refused = await begin(900)
  expectProblem(refused, 429, 'rate_limited')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  // The limit does not refuse a repetition, and the repetition makes no second payment.
  const repeated = await begin(900, { headers })
  expect(repeated.status).toBe(201)
  expect(repeated.headers).toMatchObject({ 'idempotency-replayed': 'true' })
  expectProblem(await begin(900, { headers: { 'idempotency-key': 'new' } }), 429, 'rate_limited')
  expectProblem(await begin(900), 429, 'rate_limited')
  expect(fixture.provider.state.payments.size).toBe(100)
  expect((await begin(900, { by: fixture.manager })).status).toBe(201)
})
