export const quotes = {
  line: '{{from}}–\u2060{{to}} по {{rate}}/ч',
  dailyCap: 'Не больше за день, {{day}}',
  total: 'Итого за {{length}}',
  refund: 'При отмене {{parts}}; позже — ничего.',
  refundAll: 'до {{until}} вернём всё',
  refundPart: 'до {{until}} вернём {{percent}}\u00a0%',
  refundsAreOver: 'Срок возврата уже прошёл: при отмене подтверждённого бронирования деньги не вернутся.',
  noRefund: 'При отмене подтверждённого бронирования деньги не возвращаются.',
}
