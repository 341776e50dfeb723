// Which fields of the audit trail hold codes and people. scripts/unused.ts checks them.

type Group =
  | 'common:status'
  | 'common:spaceType'
  | 'payments:status'
  | 'reviewModeration:status'
  | 'wallet:kind'
  | 'reports:channels'
  | 'members:roles'

/** The catalogue groups that have the words for the codes of a field. */
export const codes: Record<string, Group[]> = {
  status: ['common:status', 'payments:status', 'reviewModeration:status'],
  type: ['common:spaceType'],
  kind: ['wallet:kind'],
  channel: ['reports:channels'],
  provider: ['reports:channels'],
  role: ['members:roles'],
}
/** Entities whose statuses have their own group. */
export const statuses: Record<string, Group> = {
  payment: 'payments:status',
  review: 'reviewModeration:status',
}

/** The fields that hold the id of a person. */
export const personFields = new Set(['userId', 'closedBy', 'mergedInto'])
