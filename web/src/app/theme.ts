import { setServiceCookie } from '../shared/base-path.ts'
import { localStore } from '../shared/storage.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

// No `storageKey`: several coworkings on one host share the theme, which depends on the user and the device, not on the coworking.
const storedKey = 'theme'

export function chosenTheme(): Theme {
  const value = localStore.get(storedKey)
  return themes.find((theme) => theme === value) ?? 'system'
}

/**
 * Without a choice, the theme of the system is used. By the cookie the service sends the page in this theme, so that it is painted so at once.
 * `system` is written, too: a coworking under a longer path of the host would otherwise get the cookie of that under the shorter one.
 */
export function applyTheme(theme: Theme = chosenTheme()): void {
  localStore.set(storedKey, theme)
  setServiceCookie('theme', theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
