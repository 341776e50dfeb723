import { MyPayments } from '../../features/payments/my-payments.tsx'
import { TopUp } from '../../features/payments/top-up.tsx'
import { Balances } from '../../features/wallet/balances.tsx'
import { Entries } from '../../features/wallet/entries.tsx'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Page } from '../../shared/ui/page.tsx'

/** The balance, a top-up by card, the card payments and the entries. */
export function WalletPage() {
  const { t } = useTranslation('wallet')
  return (
    <Page title={t('title')}>
      <Balances renderTopUp={(currencies) => <TopUp currencies={currencies} />} />
      <MyPayments />
      <Entries />
    </Page>
  )
}
