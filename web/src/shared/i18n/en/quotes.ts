export const quotes = {
  line: '{{from}}–{{to}} at {{rate}}/h',
  dailyCap: 'Daily limit, {{day}}',
  total: 'Total for {{length}}',
  refund: 'If you cancel, you get back {{parts}}; later nothing.',
  refundAll: 'everything until {{until}}',
  refundPart: '{{percent}} % until {{until}}',
  noRefund: 'By the policy of this tariff nothing comes back on a cancellation.',
} as const
