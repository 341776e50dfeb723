import { useRouter } from '@tanstack/react-router'
import { useAction } from '../api/action.ts'
import { api, unwrap } from '../api/client.ts'
import { rememberPayment, returnPathOf } from './begun-payments.ts'

type CardPayment = { amount: number; currency: string }

/**
 * Begins a payment and leaves for the page of the provider. The page of the payment is put into the browser's history before, so
 * that the Back button of the provider's page leads to it.
 */
export function usePayByCard() {
  const router = useRouter()
  return useAction({
    run: async ({ amount, currency }: CardPayment, key) => {
      // The router would read digits in an address as a number, so a letter comes first.
      const ref = `p${key}`
      const returnPath = returnPathOf(ref)
      const payment = await unwrap(
        api.POST('/api/v1/payments', {
          body: { amount, currency, returnPath },
          params: { header: { 'Idempotency-Key': key } },
        }),
      )
      rememberPayment({ ref, id: payment.id })
      return payment
    },
    // A payer who has left the page meanwhile stays where they are, and finds the payment in the list of payments.
    onDone: async ({ id, checkoutUrl }) => {
      await router.navigate({ to: '/payment/$id', params: { id } })
      if (checkoutUrl && router.state.location.pathname === `/payment/${id}`)
        window.location.assign(checkoutUrl)
    },
    showsError: true,
  })
}
