import { describe, it } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

describe.each(providers)('a payment by %s', (name) => {
  const { begin } = usePayments(name)

  it.each([
    [{ amount: 99 }, 'payment_limits'],
    [{ amount: 10_000_001 }, 'payment_limits'],
    [{ amount: 900, currency: name === 'stripe' ? 'KWD' : 'EUR' }, 'payments_unavailable'],
  ])('%j is refused as %s', async ({ amount, ...more }, code) => {
    expectProblem(await begin(amount, {}, more), 422, code)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', ''])(
    'does not accept %j as the page to return to',
    async (returnPath) => {
      expectProblem(await begin(900, {}, { returnPath }), 400, 'validation_failed')
    },
  )
})
