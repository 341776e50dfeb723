export const reviews = {
  title: 'How was it? {{name}}',
  rating: 'Your mark',
  mark_one: '{{count}} star',
  mark_other: '{{count}} stars',
  text: 'What should others know?',
  textHint: '5 to 300 characters. The staff read it before it is shown.',
  submit: 'Send the review',
  done: 'Thank you! The review is shown once the staff have read it.',
  write: 'Review',
  actionOn: '{{action}}: {{name}}, {{when}}',
  own: {
    open: 'Your review',
    pending: 'With the staff',
    approved: 'Published',
    rejected: 'Not published',
    pendingText: 'The staff have not read your review yet. You can still change it.',
    approvedText:
      'Everybody can read your review. Once you change it, it is hidden until the staff have read it again.',
    rejectedText:
      'The staff have not published your review: only you see it. Change it, and they will read it again.',
    submit: 'Save the review',
  },
  of: {
    summary: '{{average}} of 5, reviews: {{count}}',
    none: 'No reviews yet',
    empty: 'Nobody has reviewed this place yet.',
    list: 'Reviews: {{name}}',
  },
} as const
