import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../../shared/api/client.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Card } from '../../shared/ui/card.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { Entries } from './entries.tsx'

export function WalletPage() {
  const { t } = useTranslation('wallet')
  const format = useFormat()
  const wallet = useQuery({ queryKey: ['wallet'], queryFn: () => ask(api.GET('/api/v1/me/wallet')) })
  return (
    <Page title={t('title')}>
      <Loaded query={wallet} lines={1}>
        {({ balances }) =>
          balances.length === 0 ? (
            <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
          ) : (
            <div className="grid gap-4 sm:grid-cols-2">
              {balances.map(({ balance, currency }) => (
                <Card key={currency} className="grid gap-1">
                  <span className="text-soft">{t('available')}</span>
                  <span className="text-3xl font-semibold">{format.money(balance, currency)}</span>
                  <span className="text-sm text-soft">{t('howToTopUp')}</span>
                </Card>
              ))}
            </div>
          )
        }
      </Loaded>
      <Entries />
    </Page>
  )
}
