export const reviewModeration = {
  title: 'Reviews',
  status: { pending: 'To judge', approved: 'Published', rejected: 'Rejected' },
  empty: {
    pending: 'Nothing waits to be judged',
    approved: 'Nothing is published yet',
    rejected: 'Nothing was rejected',
  },
  approve: 'Publish',
  reject: 'Reject',
  done: { approve: 'Published: everybody can read it.', reject: 'Rejected: only its author sees it.' },
} as const
