import { lazyRouteComponent } from '@tanstack/react-router'

/** A file of the app could not be loaded: there is no network, or a newer version of the app has other files. */
export class PageFileError extends Error {
  override name = 'PageFileError'

  /** Recognises the browsers' own messages, too, for files that are not imported by `lazyPage`, such as texts or parts of a page. */
  static is(error: unknown): boolean {
    const text = error instanceof Error ? error.message : ''
    return (
      error instanceof PageFileError ||
      /dynamically imported module|module script failed|preload CSS/i.test(text)
    )
  }
}

/**
 * A page that is loaded when it is visited. When a file is missing the router would reload the whole document, and without a
 * network the browser's error page would replace the app; the router does not reload for `PageFileError`.
 */
export const lazyPage = <M extends Record<string, unknown>, N extends keyof M & string>(
  load: () => Promise<M>,
  name: N,
) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown) => {
        throw new PageFileError('A file of the app could not be loaded', { cause })
      }),
    name,
  )
