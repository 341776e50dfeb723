import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { PaymentResult } from '../../features/payments/payment-result.tsx'
import { BalanceNow } from '../../features/wallet/balance-now.tsx'
import { toast } from '../../shared/api/toast.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Payment } from '../../shared/payments/payment-query.ts'
import { forgetPayment } from '../../shared/payments/pending-payments.ts'
import { Page } from '../../shared/ui/page.tsx'

/** The page to which the payer returns from the provider's page, by its button, by the browser's Back, or days later. */
export function PaymentPage() {
  const { t } = useTranslation('payments')
  const { id } = useParams({ from: '/own/payment/$id' })
  const { next } = useSearch({ from: '/own/payment/$id' })
  const format = useFormat()
  const navigate = useNavigate()
  // The first tab that sees the success goes to the page to continue with (`next`); later views only show how it ended.
  const onPaid = ({ amount, currency }: Payment) => {
    if (!forgetPayment(id) || !next) return
    toast.done(t('succeeded.toast', { amount: format.money(amount, currency) }))
    void navigate({ to: next, replace: true })
  }
  return (
    <Page title={t('title')} width="narrow">
      <PaymentResult
        id={id}
        next={next}
        onPaid={onPaid}
        renderPaid={({ currency }) => <BalanceNow currency={currency} />}
      />
    </Page>
  )
}
