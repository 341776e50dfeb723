import { lazyRouteComponent } from '@tanstack/react-router'

/** A file of the app could not be loaded: there is no network, or a newer version of the app has other files. */
export class PageFileError extends Error {
  override name = 'PageFileError'

  /** What the browsers say where a file is imported elsewhere than by `page`, such as the texts or a part of a page. */
  static is(error: unknown): boolean {
    const text = error instanceof Error ? error.message : ''
    return (
      error instanceof PageFileError ||
      /dynamically imported module|module script failed|preload CSS/i.test(text)
    )
  }
}

/**
 * A page that is loaded when it is visited. The router would load the whole document again where a file is missing, and without a
 * network the browser's own error page would take the app's place; it does not do so for this error.
 */
export const page = <M extends Record<string, unknown>, N extends keyof M & string>(
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
