import { useRouter } from '@tanstack/react-router'
import { useAction } from '../../shared/api/action.ts'
import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import { toast } from '../../shared/api/toast.ts'
import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

/**
 * Goes to the provider's page, where a booking that awaits its payment is paid. The page of the booking is put into the browser's history
 * first, so that Back on the provider's page leads to it.
 */
export function useGoToPayment() {
  const router = useRouter()
  return async ({ id, paymentRequest }: Pick<Booking, 'id' | 'paymentRequest'>): Promise<void> => {
    // `paid` does not say that the payment has succeeded: it makes the page show the outcome of the payment.
    await router.navigate({ to: '/bookings/$id', params: { id }, search: { paid: true } })
    // A form with unsaved changes asks, and may keep the user on its page. Then this promise is resolved by the next navigation, to another page.
    if (paymentRequest?.checkoutUrl && router.state.location.pathname === `/bookings/${id}`)
      window.location.assign(paymentRequest.checkoutUrl)
  }
}

/** Pays for a booking that awaits its payment: from the balance where that is enough now, else on the provider's page. */
export function usePayForBooking() {
  const { t } = useTranslation('payments')
  const goToPayment = useGoToPayment()
  return useAction({
    run: (id: string, key) =>
      unwrap(
        api.POST('/api/v1/bookings/{id}/pay', {
          params: { path: { id }, header: { 'Idempotency-Key': key, 'If-Match': anyVersion } },
          body: { payment: 'online' },
        }),
      ),
    onResult: async (booking) => {
      if (booking.status === 'awaiting_payment') await goToPayment(booking)
      else toast.done(t(booking.status === 'pending' ? 'hold.requested' : 'hold.paid'))
    },
  })
}
