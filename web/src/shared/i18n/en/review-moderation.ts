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
  done: { approve: 'Published: everybody can read it.', reject: 'Rejected: only its author sees it.' },
} as const
