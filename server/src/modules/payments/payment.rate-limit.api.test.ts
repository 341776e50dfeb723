import { expect, it } from 'vitest'
import { changeStatus, travelTo } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'

const limited = { RATE_LIMIT_MAX: '600' }
const { fixture, begin, book, pay, nextHour } = useOnlineBookings('stripe', 60_000, limited)

it('a user begins at most 100 payments in an hour; repetitions and refused requests do not count, and other users are not affected', async () => {
  const { service, member, provider } = fixture
  const headers = { 'idempotency-key': 'again' }
  for (let n = 0; n < 10; n++) expect((await begin(900, { headers })).status).toBe(201)
  for (let n = 0; n < 10; n++) expectProblem(await begin(800, { headers }), 422, 'idempotency_key_reused')
  const time = nextHour()
  for (let n = 1; n < 10; n++) {
    const { status, body } = await book(time)
    expect(status).toBe(201)
    await changeStatus(service, member, 'cancel', body.id)
  }
  const held = (await book(time)).body
  service.clock.advance(minuteMs)
  for (let n = 11; n < 100; n++) expect((await begin(900)).status).toBe(201)
  const refused = await begin(900)
  expectProblem(refused, 429, 'rate_limited')
  expect(refused.headers['retry-after']).toBe('3540')
  expectProblem(await book(nextHour()), 429, 'rate_limited')
  // The limit does not refuse a repetition, and the repetition makes no second payment.
  const repeated = await begin(900, { headers })
  expect(repeated.status).toBe(201)
  expect(repeated.headers).toMatchObject({ 'idempotency-replayed': 'true' })
  expect((await pay(held.id, { payment: 'online' })).body.paymentRequest.id).toBe(held.paymentRequest.id)
  expectProblem(await begin(900, { headers: { 'idempotency-key': 'new' } }), 429, 'rate_limited')
  expect(provider.state.payments.size).toBe(100)
  expect((await begin(900, { by: fixture.manager })).status).toBe(201)
  await travelTo(service, new Date(service.clock.now() + hourMs - minuteMs).toISOString(), member)
  expect((await begin(900)).status).toBe(201)
})
