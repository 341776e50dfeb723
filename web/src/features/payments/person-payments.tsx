import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useUser } from '../../shared/api/session.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useSettings } from '../../shared/payments/card-limits.ts'
import type { Payment } from '../../shared/payments/payment-query.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { PaymentStatus } from './payment-status.tsx'
import { type Payer, RefundDialog, type WalletOwner } from './refund-dialog.tsx'
import { refundable } from './refundable.ts'

/** `walletOwner` is undefined while it is not loaded. */
type Props = { person: Payer; walletOwner: WalletOwner | undefined }

/** The card payments of a person with their refunds, for staff; nothing where there are none and card payments are off. */
export function PersonPayments({ person, walletOwner }: Props) {
  const { t } = useTranslation('payments')
  const settings = useSettings().data
  const [refunding, setRefunding] = useState<Payment | null>(null)
  const payments = usePages({
    key: ['payments', 'of', person.id],
    fetch: (pageQuery) =>
      unwrap(
        api.GET('/api/v1/payments', { params: { query: { ...pageQuery, userId: person.id, limit: 10 } } }),
      ),
  })
  const columns = useColumns(walletOwner, settings?.payments?.provider, setRefunding)
  return (
    <Loaded query={payments} lines={1}>
      {(items) =>
        (items.length > 0 || settings?.payments) && (
          <section aria-labelledby="card-payments" className="grid min-w-0 gap-3">
            <h2 id="card-payments" className="text-lg font-semibold">
              {t('staff.title')}
            </h2>
            {items.length === 0 ? (
              <p className="text-soft">{t('staff.none')}</p>
            ) : (
              <Table
                caption={t('staff.table')}
                columns={columns}
                rows={items}
                keyOf={(payment) => payment.id}
              />
            )}
            <LoadMore pages={payments} />
            {refunding && walletOwner && (
              <RefundDialog
                payment={refunding}
                {...{ person, walletOwner }}
                onClose={() => setRefunding(null)}
              />
            )}
          </section>
        )
      }
    </Loaded>
  )
}

function useColumns(
  walletOwner: WalletOwner | undefined,
  provider: string | undefined,
  onRefund: (payment: Payment) => void,
): Column<Payment>[] {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const me = useUser()
  const mayRefund =
    walletOwner && (me?.role === 'admin' || (walletOwner.role === 'member' && walletOwner.id !== me?.id))
  // Two columns, so that the table fits a phone.
  return [
    {
      key: 'when',
      title: t('staff.when'),
      cell: (payment) => (
        <>
          {format.dateTime(payment.createdAt, viewerZone())}
          <span className="mt-1 flex flex-wrap gap-1">
            <PaymentStatus payment={payment} />
          </span>
          {payment.refunds.map(({ id, amount, status, reason }) => (
            <span key={id} className="block font-normal">
              {format.money(amount, payment.currency)}{' '}
              <span className="text-sm text-soft">{t(`staff.refundStatus.${status}`)}</span>
              {reason && <span className="block text-sm wrap-anywhere text-soft">{reason}</span>}
            </span>
          ))}
        </>
      ),
    },
    {
      key: 'amount',
      title: t('staff.amount'),
      isFigure: true,
      cell: (payment) => (
        <>
          <span className="block">{format.money(payment.amount, payment.currency)}</span>
          {mayRefund && payment.provider === provider && refundable(payment) > 0 && (
            <Button
              look="secondary"
              size="small"
              className="mt-1"
              aria-label={t('staff.refundNamed', {
                amount: format.money(payment.amount, payment.currency),
                when: format.dateTime(payment.createdAt, viewerZone()),
              })}
              onClick={() => onRefund(payment)}
            >
              {t('staff.refund')}
            </Button>
          )}
        </>
      ),
    },
  ]
}
