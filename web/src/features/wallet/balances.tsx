import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useSettings } from '../../shared/payments/card-limits.ts'
import { Card } from '../../shared/ui/card.tsx'
import { combineQueries, EmptyState, Loaded } from '../../shared/ui/states.tsx'

/** The user's balances, and below them a top-up by card; `renderTopUp` gets the currencies of the balances. */
export function Balances({ renderTopUp }: { renderTopUp: (currencies: string[]) => ReactNode }) {
  const { t } = useTranslation('wallet')
  const format = useFormat()
  const wallet = useQuery({ queryKey: ['wallet'], queryFn: () => unwrap(api.GET('/api/v1/me/wallet')) })
  const settings = useSettings()
  return (
    <Loaded query={combineQueries({ wallet, settings })} lines={1}>
      {({ wallet: { balances }, settings: { payments } }) => (
        <>
          {balances.length === 0 ? (
            <EmptyState title={t('empty.title')}>{t(payments ? 'empty.byCard' : 'empty.text')}</EmptyState>
          ) : (
            <div className="grid gap-4 sm:grid-cols-2">
              {balances.map(({ balance, currency }) => (
                <Card key={currency} className="@container grid gap-1">
                  <span className="text-soft">{t('available')}</span>
                  <span className="text-[clamp(1rem,14cqi,1.875rem)] font-semibold">
                    {format.money(balance, currency)}
                  </span>
                </Card>
              ))}
              <p className="text-sm text-soft sm:col-span-full">
                {t(payments ? 'orAtFrontDesk' : 'howToTopUp')}
              </p>
            </div>
          )}
          {payments && renderTopUp(balances.map(({ currency }) => currency))}
        </>
      )}
    </Loaded>
  )
}
