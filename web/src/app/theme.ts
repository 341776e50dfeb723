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

/** Without a choice, the theme of the system is used. By the cookie the service sends the page in this theme, so that it is painted so at once. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  localStore.set(storedKey, theme)
  setServiceCookie('theme', theme === 'system' ? '' : theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
