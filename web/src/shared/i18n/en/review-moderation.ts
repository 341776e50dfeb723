export const reviewModeration = {
  title: 'Reviews',
  status: { pending: 'Pending', approved: 'Published', rejected: 'Rejected' },
  empty: {
    pending: 'No pending reviews',
    approved: 'No published reviews yet',
    rejected: 'No rejected reviews',
  },
  approve: 'Publish',
  reject: 'Reject',
  confirm: {
    title: 'Reject this review?',
    text: 'It will not be published: only its author will see it.',
    canUndo: 'Rejected: the review by {{name}}',
  },
  done: { approve: 'Published: everybody can read it.', reject: 'Rejected: only its author sees it.' },
} as const
