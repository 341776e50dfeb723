export const quotes = {
  line: '{{from}}–\u2060{{to}} at {{rate}}/h',
  dailyCap: 'Daily cap, {{day}}',
  total: 'Total for {{length}}',
  refund: 'If you cancel {{parts}}; later, nothing.',
  refundAll: 'by {{until}}, you get everything back',
  refundPart: 'by {{until}}, you get {{percent}}% back',
  refundsAreOver: 'It is too late for a refund: if you cancel the confirmed booking, you get nothing back.',
  noRefund: 'If you cancel the confirmed booking, you get nothing back.',
} as const
