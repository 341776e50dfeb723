export const quotes = {
  line: '{{from}}–\u2060{{to}} по {{rate}}/ч',
  dailyCap: 'Не больше за день, {{day}}',
  total: 'Итого за {{length}}',
  refund: 'При отмене вернём {{parts}}; позже — ничего.',
  refundAll: 'всё до {{until}}',
  refundPart: '{{percent}}\u00a0% до {{until}}',
  refundsAreOver: 'Срок возврата уже прошёл: при отмене подтверждённого бронирования деньги не вернутся.',
  noRefund: 'При отмене подтверждённого бронирования деньги не возвращаются.',
}
