export const quotes = {
  line: '{{from}}–\u2060{{to}} at {{rate}}/h',
  dailyCap: 'Daily cap, {{day}}',
  total: 'Total for {{length}}',
  refund: 'If you cancel, you get back {{parts}}; after that, nothing.',
  refundAll: 'the full price until {{until}}',
  refundPart: '{{percent}}% until {{until}}',
  noRefund: 'This tariff gives no refund on cancellation.',
} as const
