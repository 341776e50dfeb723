export const wallet = {
  title: 'Balance',
  available: 'Available balance',
  howToTopUp: 'Top up at the front desk: the money is added to your balance right away.',
  orAtFrontDesk: 'You can also top up at the front desk.',
  entries: 'Transaction history',
  noEntries: 'No transactions yet.',
  after: 'balance {{balance}}',
  empty: {
    title: 'Your balance is empty',
    text: 'Top up at the front desk and book right away.',
    byCard: 'Top up by card or at the front desk and book right away.',
  },
  byCard: {
    top_up: 'Top-up by card',
    payout: 'Refund to the card',
    returned: 'Failed refund to the card',
  },
  kind: {
    top_up: 'Top-up',
    charge: 'Charge',
    refund: 'Refund',
    payout: 'Payout',
    adjustment: 'Adjustment',
    merge: 'Accounts merged',
  },
} as const
