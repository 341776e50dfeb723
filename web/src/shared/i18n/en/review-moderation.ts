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
  own: 'Your own review: another manager or an administrator decides about it.',
  confirm: {
    title: 'Reject this review?',
    text: 'It will not be published: only its author and staff will see it.',
    canUndo: 'Rejected: the review by {{name}}',
  },
  done: {
    approve: 'Published: everybody can read it.',
    approveHidden: 'Published. It can be read once the space is open for booking.',
    reject: 'Rejected: only its author and staff see it.',
  },
} as const
