type Treatment = {
  /** `deleted` where no row names the account after the person was deleted; `stays: ` where all rows stay, and why. */
  deletion: 'deleted' | `stays: ${string}`
  /** The key of the person's export (`PersonExport`) that contains these rows; otherwise `not: ` and why the export leaves them out. */
  export: string
  /**
   * What a merge does with the rows of the account that is closed: `moves: ` where the survivor gets all or some of them, `deleted: `,
   * `stays: `, or
   * `none: ` where such an account has no rows.
   */
  merge: `${'moves' | 'deleted' | 'stays' | 'none'}: ${string}`
}

const staffActions = 'not: these records say what staff did, and are about others'
const history = 'stays: the closed account keeps its history'

/**
 * What happens to the rows in which a column names a person. `foreign-keys.api.test.ts` finds columns that are not listed here;
 * `person-rows.api.test.ts` merges and deletes a person with such rows, and compares.
 */
export const personColumns: Record<string, Treatment> = {
  'accounts.user_id': {
    deletion: 'stays: for the ledger; clearMemos',
    export: 'entries',
    merge: 'stays: mergeWallets moves its balance to a row of the survivor',
  },
  'audit_events.actor_id': { deletion: 'stays: it is an id only', export: staffActions, merge: history },
  'bookings.user_id': {
    deletion: 'stays: for the reports; clearBookingTexts',
    export: 'bookings',
    merge: 'moves: changeOwner moves those that are not over',
  },
  'closure_cancellations.actor_id': {
    deletion: 'stays: it is an id only',
    export: staffActions,
    merge: history,
  },
  'events.actor_id': { deletion: 'stays: it is an id only', export: staffActions, merge: history },
  'events.user_id': {
    deletion: 'stays: events have no texts',
    export: 'not: events repeat the bookings',
    merge: history,
  },
  'idempotency_keys.user_id': {
    deletion: 'deleted',
    export: 'not: stored responses repeat the other data',
    merge: 'stays: for a day; nobody signs in to the closed account',
  },
  'location_managers.user_id': {
    deletion: 'deleted',
    export: 'user',
    merge: 'none: an account of staff is not closed by a merge',
  },
  'mailed_tokens.user_id': {
    deletion: 'deleted',
    export: 'not: secrets',
    merge: 'deleted: deleteSignInData',
  },
  'outgoing_mails.user_id': {
    deletion: 'deleted',
    export: 'mails',
    merge: 'moves: redirectMails moves those that wait',
  },
  'payment_refunds.actor_id': { deletion: 'stays: it is an id only', export: staffActions, merge: history },
  'payments.user_id': {
    deletion: 'stays: for the ledger; clearPaymentTexts',
    export: 'payments',
    merge: `${history}; refused while one is under way`,
  },
  'reviews.user_id': { deletion: 'deleted', export: 'reviews', merge: history },
  'sessions.user_id': { deletion: 'deleted', export: 'sessions', merge: 'deleted: deleteSignInData' },
  'shifts.closed_by': { deletion: 'stays: it is an id only', export: staffActions, merge: history },
  'shifts.user_id': { deletion: 'stays: for the counts of the till', export: 'shifts', merge: history },
  'transfers.actor_id': { deletion: 'stays: it is an id only', export: staffActions, merge: history },
  'users.merged_into': {
    deletion: 'stays: anonymiseMerged leaves a nameless account',
    export: 'mergedAccounts',
    merge: 'moves: closeMerged lets it name the account that remains',
  },
}

/**
 * By table of an exported section: the columns that the export leaves out, because they repeat others, serve the service only, or are secrets.
 * Some sections have them under another name (`float` of `float_amount`).
 */
export const notExported: Record<string, string[]> = {
  bookings: [
    'user_id',
    'buffer_before_minutes',
    'buffer_after_minutes',
    'requires_check_in',
    'deleted_at',
    'version',
    'slot',
    'refund_limit_percent',
    'due_at',
    'reminded_at',
    'awaits_cancellation',
    'resource_id',
    'units',
  ],
  outgoing_mails: [
    'user_id',
    'seq',
    'purpose',
    'subject_id',
    'subject_version',
    'details',
    'rendered',
    'attempts',
    'due_at',
    'taken_by',
    'taken_until',
    'handed_at',
    'to_stranger',
    'subject_line',
    'calendar',
    'kept_until',
    'finished_at',
    'last_error',
  ],
  payments: [
    'user_id',
    'capture_id',
    'checkout_url',
    'return_path',
    'return_url',
    'description',
    'received_amount',
    'received_currency',
    'asked_at',
    'due_at',
    'receipt_vat_code',
    'receipt_tax_system',
  ],
  reviews: ['user_id', 'version'],
  sessions: ['user_id'],
  shifts: ['user_id', 'float_amount', 'closed_by'],
}
