import { storageKey } from '../../shared/base-path.ts'
import { localStore } from '../../shared/storage.ts'

// The link in the mail opens a new tab, which knows nothing of the page for which the user wanted to sign in.
const key = storageKey('nextAfterReset')

/** The link works for as long. */
const maxAgeMs = 60 * 60_000

/** Stores the page to which the user goes after the next sign-in, when the link for a new password was requested. */
export function rememberNext(next: string | undefined, now = Date.now()): void {
  if (next) localStore.set(key, `${now} ${next}`)
  else localStore.remove(key)
}

/** The stored page, as the search parameters of the sign-in. It is forgotten, so that no other user goes there. */
export function nextAfterReset(now = Date.now()): { next?: string } {
  const [, storedAt = '', next = ''] = /^(\d+) (.+)$/.exec(localStore.get(key) ?? '') ?? []
  localStore.remove(key)
  return next && now - Number(storedAt) < maxAgeMs ? { next } : {}
}
