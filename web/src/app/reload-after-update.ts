import { storageKey } from '../shared/base-path.ts'
import { hasUnsavedChanges } from '../shared/ui/unsaved-changes.ts'

// A page that was open during an update refers to files that no longer exist; a reload fetches the new page with its files.

const reloadedKey = storageKey('reloaded after update')
const minPauseMs = 60_000

/**
 * Reloads the page, unless it has reloaded itself within the last minute: a file may be missing for another reason, for example because an
 * extension of the browser blocks it, and then the page would be reloaded for ever. Where the browser blocks its storage, this throws and does
 * not reload, because a time in the memory of the page would be lost at each reload.
 */
export function reloadForNewFiles(): void {
  const reloadedAt = Number(sessionStorage.getItem(reloadedKey))
  if (Date.now() - reloadedAt < minPauseMs) return
  sessionStorage.setItem(reloadedKey, String(Date.now()))
  window.location.reload()
}

/**
 * Reloads the page where a file of it is missing, but not
 * - without a response, so that the browser's error page does not replace the app;
 * - while a form in which something was typed, or <UnsavedChangesPrompt> with changes, is on the screen: the input would be lost only because
 *   the pointer is over a link, whose page is then loaded ahead. <PageError> reloads when the user has gone to that page.
 */
export function watchMissingFiles(): void {
  const typedForms = new Set<Element>()
  const hasTypedForm = () => [...typedForms].some((form) => form.isConnected)
  window.addEventListener('input', ({ target }) => {
    const form = target instanceof Element ? target.closest('form') : null
    if (form) typedForms.add(form)
  })
  window.addEventListener('vite:preloadError', () => {
    // With this header the service answers with a page at every address, as to a navigation.
    const headers = { accept: 'text/html' }
    void fetch(window.location.href, { method: 'HEAD', headers }).then(
      ({ ok }) => ok && !hasTypedForm() && !hasUnsavedChanges() && reloadForNewFiles(),
      () => undefined,
    )
  })
}
