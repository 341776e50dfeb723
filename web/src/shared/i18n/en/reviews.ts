export const reviews = {
  title: 'How was it? {{name}}',
  rating: 'Your rating',
  ratingMissing: 'Choose 1 to 5 stars',
  mark_one: '{{count}} star',
  mark_other: '{{count}} stars',
  text: 'What should others know?',
  textHint: '5 to 300 characters. Staff read it before it is published.',
  submit: 'Send the review',
  done: 'Thank you! Staff will read the review and decide whether to publish it.',
  write: 'Write a review',
  actionOn: '{{action}}: {{name}}, {{when}}',
  own: {
    open: 'Your review',
    pending: 'Pending',
    approved: 'Published',
    rejected: 'Not published',
    pendingText: 'Staff have not read your review yet. You can still change it.',
    approvedText:
      'Everybody can read your review. If you change it, it is hidden until staff publish it again.',
    rejectedText:
      'Staff did not publish your review: only you and staff see it. If you change it, they will read it again.',
    submit: 'Save the review',
  },
  of: {
    summary: '{{average}} out of 5, reviews: {{count}}',
    none: 'No reviews yet',
    empty: 'Nobody has reviewed this space yet.',
    list: 'Reviews: {{name}}',
  },
} as const
