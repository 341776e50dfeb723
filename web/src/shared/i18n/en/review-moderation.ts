export const reviewModeration = {
  title: 'Reviews',
  status: { pending: 'To be checked', approved: 'Published', rejected: 'Rejected' },
  empty: {
    pending: 'No reviews to check',
    approved: 'Nothing is published yet',
    rejected: 'Nothing was rejected',
  },
  approve: 'Publish',
  reject: 'Reject',
  ask: {
    title: 'Reject this review?',
    text: 'It is not published: only its author sees it.',
    held: 'Rejected: the review by {{name}}',
  },
  done: { approve: 'Published: everybody can read it.', reject: 'Rejected: only its author sees it.' },
} as const
