import { useParams } from '@tanstack/react-router'
import { PaymentResult } from '../../features/payments/payment-result.tsx'
import { BalanceNow } from '../../features/wallet/balance-now.tsx'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Page } from '../../shared/ui/page.tsx'

/** The page to which the payer returns from the provider's page, by its button, by the browser's Back, or days later. */
export function PaymentPage() {
  const { t } = useTranslation('payments')
  const { id } = useParams({ from: '/signedIn/payment/$id' })
  return (
    <Page title={t('title')} width="narrow">
      <PaymentResult id={id} renderPaid={({ currency }) => <BalanceNow currency={currency} />} />
    </Page>
  )
}
