export const wallet = {
  title: 'Balance',
  available: 'Available',
  howToTopUp: 'Top up at the front desk: it arrives on your balance at once.',
  orAtTheDesk: 'You can also top up at the front desk.',
  entries: 'History',
  noEntries: 'No payments yet.',
  after: 'balance {{balance}}',
  empty: {
    title: 'Your balance is empty',
    text: 'Top up at the front desk, and book right away.',
    byCard: 'Top up by card or at the front desk, and book right away.',
  },
  byCard: {
    top_up: 'Top-up by card',
    payout: 'Refund to the card',
    returned: 'Refund to the card that failed',
  },
  kind: {
    top_up: 'Top-up',
    charge: 'Charge',
    refund: 'Refund',
    payout: 'Payout',
    adjustment: 'Adjustment',
    merge: 'Accounts joined',
  },
} as const
