export const reviews = {
  title: 'How was it? {{name}}',
  rating: 'Your mark',
  mark_one: '{{count}} star',
  mark_other: '{{count}} stars',
  text: 'What should others know?',
  textHint: '5 to 300 characters. The staff read it before it is shown.',
  submit: 'Send the review',
  done: 'Thank you! The review is shown once the staff have read it.',
} as const
