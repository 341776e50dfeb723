export const payments = {
  title: 'Payment',
  topUp: {
    title: 'Top up by card',
    preset: 'Amount to top up',
    amount: 'Another amount',
    currency: 'Currency',
    limits: 'From {{min}} to {{max}}',
    submit: 'Top up by {{amount}}',
    enterAmount: 'Enter an amount',
    explanation:
      'You pay on the page of the payment provider. The money is added to your balance right away.',
  },
  list: 'Card payments',
  status: {
    pending: 'Awaiting payment',
    succeeded: 'Paid',
    failed: 'Declined',
    expired: 'Not paid in time',
  },
  refunded: '{{amount}} refunded to the card',
  refunding: '{{amount}} is on its way back to the card',
  disputed: 'Disputed',
  open: 'Continue paying {{amount}}',
  continue: 'Continue paying',
  checking: {
    title: 'Checking the payment of {{amount}}…',
    text: 'If you have already paid, the confirmation takes a few seconds.',
  },
  pending: {
    title: 'The payment of {{amount}} has not arrived yet',
    text: 'If you have paid, there is no need to wait here: the money will be added to your balance. If you have not, nothing was charged, and you can continue.',
  },
  succeeded: {
    title: '{{amount}} was added to your balance',
    balance: 'Your balance is now {{balance}}.',
  },
  failed: {
    title: 'The payment of {{amount}} did not go through',
    text: 'Nothing was added to your balance. Try again, perhaps with another card, or pay at the front desk. If your card was charged, tell the staff.',
  },
  mismatch: {
    status: 'A different amount arrived',
    title: '{{received}} arrived instead of {{amount}}',
    text: 'The staff have been told: they credit this money to your balance or send it back. There is no need to pay again.',
  },
  expired: {
    title: 'The payment of {{amount}} has expired',
    text: 'The payment was not confirmed in time, so nothing was added to your balance. You can start again. If your card was charged, tell the staff.',
  },
  again: 'Try again',
  toWallet: 'Go to balance',
  toBooking: 'Go to booking',
  book: {
    short: 'Your balance is {{balance}}; you need {{missing}} more.',
    pay: 'Book and pay {{amount}} by card',
    requestAndPay: 'Request and pay {{amount}} by card',
    least: 'The minimum card payment is {{min}}. The rest stays on your balance.',
    explanation:
      'You pay on the page of the payment provider. The space is held for you for up to {{minutes}}\u00a0min, but not past the start of the booking.',
    most: 'The maximum card payment is {{max}}. Top up in parts on the “Balance” page.',
  },
  hold: {
    left: 'Held for you for another {{left}}',
    until: 'Pay by {{when}}',
    over: 'The time to pay has run out',
    paid: 'Paid and booked.',
    requested: 'Paid. Staff will review your request.',
    payRest: 'Pay the rest',
    outcome: {
      paid: { title: 'Paid and booked', text: 'The space is yours.' },
      requested: {
        title: 'Paid',
        text: 'Staff will review your request. If they reject it, you get a full refund.',
      },
      waiting: {
        title: 'Not paid yet',
        text: 'If you have already paid, the confirmation takes a few seconds. The space is held for you meanwhile.',
      },
      declined: {
        title: 'The payment did not go through',
        text: 'The space is still held for you: you can try again. If the money has left your card, tell the staff.',
      },
      mismatch: {
        title: 'A different amount arrived',
        text: 'The amount is not the one that was requested. The staff have been told: they credit the money to your balance or send it back.',
      },
      short: {
        title: 'Your balance is too low',
        text: 'Your payment is on your balance, but the balance is too low for this booking. Pay the rest while the space is held for you.',
      },
      expired: {
        title: 'The time to pay has run out',
        text: 'The space is available to others again. If your payment arrives late, you get the space if nobody has taken it; otherwise the money stays on your balance.',
      },
      notApproved: {
        title: 'Not approved in time',
        text: 'Staff did not approve your request before the start. Any refund is on your balance.',
      },
      over: { title: 'This booking is over', text: 'It was paid. Its details are below.' },
      cancelled: {
        title: 'This booking is cancelled',
        text: 'Any refund is on your balance.',
      },
      rejected: { title: 'Your request was rejected', text: 'The refund is on your balance.' },
      cancelledUnpaid: {
        title: 'This booking is cancelled',
        text: 'If you have paid for it, the money is on your balance.',
      },
    },
  },
  staff: {
    title: 'Card payments',
    table: 'Payments and refunds',
    none: 'No card payments yet.',
    when: 'When',
    amount: 'Amount',
    refund: 'Refund',
    refundNamed: 'Refund the payment of {{amount}}, {{when}}',
    confirm: {
      title: 'Refund to the card?',
      text: '{{name}} paid {{amount}} on {{when}}. {{rest}} of it can still be refunded. The balance is {{balance}}.',
      merged:
        'That is the balance of the account into which this one was merged; the refund is taken from it.',
      amount: 'Amount to refund',
      reason: 'Reason',
      reasonHint:
        'Optional. Staff see it. The payer can find it in the data that they download; the bank does not get it.',
      result:
        '{{amount}} will be refunded to the card, and the balance will be {{balance}}. This cannot be undone.',
      most: 'At most {{most}} can be refunded now.',
      enterAmount: 'Enter an amount',
      submit: 'Refund {{amount}}',
      done: '{{amount}} was refunded to the card.',
      pending: '{{amount}} is on its way back to the card. The payment provider has not confirmed it yet.',
      failed: 'The payment provider refused the refund. {{amount}} is back on the balance.',
    },
    refundStatus: { pending: 'on its way', succeeded: 'sent', failed: 'did not reach the card' },
  },
} as const
