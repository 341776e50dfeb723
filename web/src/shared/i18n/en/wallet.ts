export const wallet = {
  title: 'Balance',
  available: 'Available',
  howToTopUp: 'Top up at the front desk: it is there at once.',
  entries: 'Entries',
  noEntries: 'Nothing came in or went out yet.',
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
