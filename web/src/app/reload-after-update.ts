/**
 * A page that was open during an update refers to files that no longer exist; a reload fetches the new page with its files. The page is not
 * reloaded
 * - without a response, so that the browser's error page does not replace the app;
 * - while a form in which something was typed is on the screen: it would lose its input only because the pointer is over a link, whose
 *   page is then loaded ahead. When the user goes to that page, <PageError> offers the reload.
 */
export function reloadAfterUpdate(): void {
  let typedForm: Element | null = null
  window.addEventListener('input', ({ target }) => {
    typedForm = target instanceof Element ? target.closest('form') : null
  })
  window.addEventListener('vite:preloadError', () => {
    // With this header the service answers with a page at every address, as to a navigation.
    const headers = { accept: 'text/html' }
    void fetch(window.location.href, { method: 'HEAD', headers }).then(
      ({ ok }) => ok && !typedForm?.isConnected && window.location.reload(),
      () => undefined,
    )
  })
}
