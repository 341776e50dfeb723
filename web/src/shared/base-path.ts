/** The path under which the service is reached: empty, or like `/coworking`. The service writes it into the page. */
export const basePath: string =
  document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? ''

/** The name of what is kept in this browser: several coworkings may share a host, each under its own path. */
export const storageKey = (name: string): string => (basePath ? `${basePath} ${name}` : name)
