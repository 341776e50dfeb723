// The fields of the audit trail that hold codes and people. scripts/check-lists.ts checks them.

type TextGroup =
  | 'common:status'
  | 'common:spaceType'
  | 'payments:status'
  | 'reviews:own'
  | 'wallet:kind'
  | 'reports:channels'
  | 'members:roles'

/** The groups of texts that have the words for the codes of a field. */
export const codeTexts: Record<string, TextGroup[]> = {
  status: ['common:status', 'payments:status', 'reviews:own'],
  type: ['common:spaceType'],
  kind: ['wallet:kind'],
  channel: ['reports:channels'],
  provider: ['reports:channels'],
  role: ['members:roles'],
}
/** The entities whose statuses have their own group of texts. */
export const statusTexts: Record<string, TextGroup> = {
  payment: 'payments:status',
  review: 'reviews:own',
}

/** The fields that hold the id of a person. */
export const personFields = new Set(['userId', 'closedBy', 'mergedInto'])
