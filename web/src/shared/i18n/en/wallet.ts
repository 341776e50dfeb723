export const wallet = {
  title: 'Balance',
  available: 'Available',
  howToTopUp: 'Top up at the front desk: it arrives on your balance at once.',
  entries: 'History',
  noEntries: 'No payments yet.',
  after: 'balance {{balance}}',
  empty: { title: 'Your balance is empty', text: 'Top up at the front desk, and book right away.' },
  kind: {
    top_up: 'Top-up',
    charge: 'Charge',
    refund: 'Refund',
    payout: 'Payout',
    adjustment: 'Adjustment',
  },
} as const
