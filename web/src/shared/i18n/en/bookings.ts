export const bookings = {
  book: {
    title: 'Book {{name}}',
    name: 'What for',
    nameHint: 'Optional; only you and the staff see it',
    submit: 'Book and pay {{price}}',
    submitForApproval: 'Ask and pay {{price}}',
    approval: 'The staff approve each booking of this place. If they do not, everything comes back.',
    balanceAfter: 'Your balance after it',
    short: 'Your balance is {{balance}}; {{missing}} more is needed. Top up at the front desk.',
    signIn: 'Sign in to book',
    retrying: 'The answer got lost; asking again. Nothing is booked or paid twice.',
    done: 'Booked: {{name}}, {{when}}',
    requested: 'Asked for: {{name}}, {{when}}. The staff will answer.',
  },
  conflict: {
    title: 'Somebody was faster: this time has just been taken.',
    offers: 'These are free instead:',
    none: 'Nothing close to it is free in this location.',
  },
} as const
