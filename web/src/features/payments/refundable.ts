import type { Payment } from '../../shared/payments/payment-query.ts'

type Paid = Pick<Payment, 'status' | 'amount'> & {
  refunds: Pick<Payment['refunds'][number], 'amount' | 'status'>[]
}

/** The part of a payment that can still be refunded to the card; failed refunds do not reduce it. Pure. */
export const refundable = ({ status, amount, refunds }: Paid): number =>
  status === 'succeeded'
    ? refunds.reduce((rest, refund) => rest - (refund.status === 'failed' ? 0 : refund.amount), amount)
    : 0
