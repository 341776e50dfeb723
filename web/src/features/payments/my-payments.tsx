import { Link } from '@tanstack/react-router'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type Payment, usePayment } from '../../shared/payments/payment-query.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { PaymentStatus } from './payment-status.tsx'

/** The user's card payments, newest first; nothing where there are none. */
export function MyPayments() {
  const { t } = useTranslation('payments')
  const payments = usePages({
    key: ['payments', 'mine'],
    fetch: (pageQuery) =>
      unwrap(api.GET('/api/v1/me/payments', { params: { query: { ...pageQuery, limit: 10 } } })),
  })
  return (
    <Loaded query={payments} lines={1}>
      {(items) =>
        items.length > 0 && (
          <section aria-labelledby="payments" className="grid gap-3">
            <h2 id="payments" className="text-lg font-semibold">
              {t('list')}
            </h2>
            <Card className="py-1! sm:py-1!">
              <ul className="divide-y divide-line">
                {items.map((payment) =>
                  payment.status === 'pending' ? (
                    <PendingRow key={payment.id} listed={payment} />
                  ) : (
                    <Row key={payment.id} payment={payment} />
                  ),
                )}
              </ul>
            </Card>
            <LoadMore pages={payments} />
          </section>
        )
      }
    </Loaded>
  )
}

/** A pending payment is read separately, because the list may have an older state. */
function PendingRow({ listed }: { listed: Payment }) {
  return <Row payment={usePayment(listed.id).data ?? listed} />
}

function Row({ payment }: { payment: Payment }) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const { id, amount, currency, status, createdAt, refunds } = payment
  const sumOf = (refundStatus: 'succeeded' | 'pending') =>
    refunds.filter((refund) => refund.status === refundStatus).reduce((sum, refund) => sum + refund.amount, 0)
  const [refunded, refunding] = [sumOf('succeeded'), sumOf('pending')]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <PaymentStatus payment={payment} />
          <time className="text-sm text-soft" dateTime={createdAt}>
            {format.dateTime(createdAt, viewerZone())}
          </time>
        </p>
        {refunded > 0 && (
          <p className="text-sm text-soft">{t('refunded', { amount: format.money(refunded, currency) })}</p>
        )}
        {refunding > 0 && (
          <p className="text-sm text-soft">{t('refunding', { amount: format.money(refunding, currency) })}</p>
        )}
      </div>
      <div className="ml-auto flex flex-wrap items-center justify-end gap-3">
        {status === 'pending' && (
          <Link
            to="/payment/$id"
            params={{ id }}
            className={buttonClass({ look: 'secondary', size: 'small' })}
            aria-label={t('open', { amount: format.money(amount, currency) })}
          >
            {t('continue')}
          </Link>
        )}
        <p className="shrink-0 font-semibold">{format.money(amount, currency)}</p>
      </div>
    </li>
  )
}
