import { describe, expect, it } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { startBeside } from '../../../../testing/harness.ts'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

describe.each(providers)('a payment by %s', (name) => {
  const { fixture, begin, balance, refund, payOnline, expectOnePayment } = usePayments(name)

  it.each([
    [{ amount: 99 }, 'payment_limits'],
    [{ amount: 10_000_001 }, 'payment_limits'],
    [{ amount: 900, currency: name === 'stripe' ? 'KWD' : 'EUR' }, 'payments_unavailable'],
  ])('%j is refused as %s', async ({ amount, ...more }, code) => {
    expectProblem(await begin(amount, {}, more), 422, code)
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '/\n\\evil.example',
    '/a\u007f',
    '/\ud800',
    `/${'ы'.repeat(300)}`,
    '',
  ])('does not accept %j as the page to return to', async (returnPath) => {
    expectProblem(await begin(900, {}, { returnPath }), 400, 'validation_failed')
  })

  it.each([
    ['/', '/'],
    ['/a b', '/a%20b'],
    ['/a\\b', '/a%5Cb'],
    ['/брони?q=ё&x=%2F', '/%D0%B1%D1%80%D0%BE%D0%BD%D0%B8?q=%D1%91&x=%2F'],
    ['/@evil.example/😀', '/@evil.example/%F0%9F%98%80'],
  ])('accepts %j as the page to return to, which the provider gets as %s', async (returnPath, path) => {
    const { status, body } = await begin(900, {}, { returnPath })
    expect(status).toBe(201)
    const { PUBLIC_URL } = fixture.service.deps.config
    const url = expectOnePayment(body.id)?.returnUrl ?? ''
    expect(url).toBe(PUBLIC_URL + path)
    expect(new URL(url).origin).toBe(new URL(PUBLIC_URL).origin)
  })

  it('is not sent back where another provider takes payments now, and the refusal says why', async () => {
    const id = await payOnline(900)
    const other =
      name === 'stripe' ? await startYooKassa() : await startStripe(() => fixture.service.clock.now())
    const restarted = await startBeside(fixture.service, other.env)
    const { token } = fixture.manager
    const refused = await restarted.request('POST', `payments/${id}/refunds`, {
      token,
      body: { amount: 900 },
    })
    expectProblem(refused, 422, 'payments_unavailable')
    expect(refused.body.detail).toContain('no longer set up')
    expect(await balance()).toBe(900)
    await restarted.stop()
    await other.stop()
  })

  it('is not sent back before it has arrived, and the refusal says why', async () => {
    const { id } = (await begin(900)).body
    const refused = await refund(id, 400)
    expectProblem(refused, 422, 'refund_too_large')
    expect(refused.body.detail).toContain('Nothing of this payment was credited')
  })
})
