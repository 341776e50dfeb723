import { dateLocale } from '../../../../server/src/shared/language.ts'
import { localStore } from '../storage.ts'

export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

// No `storageKey`: several coworkings on one host share the language, which depends on the user, not on the coworking.
const storedKey = 'language'
let current: Language | null = null

const isLanguage = (value: unknown): value is Language => languages.includes(value as Language)

/** The language that was chosen here before, else the browser's first available language. */
export function currentLanguage(): Language {
  current ??= chosenBefore() ?? preferredLanguage(navigator.languages)
  return current
}

function chosenBefore(): Language | null {
  const value = localStore.get(storedKey)
  return isLanguage(value) ? value : null
}

export function preferredLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split(/[-_]/)[0]?.toLowerCase()).find(isLanguage) ?? 'en'
}

export function rememberLanguage(language: Language): void {
  current = language
  localStore.set(storedKey, language)
}

/**
 * The locale for dates and numbers: that of the viewer's own region where the browser's first language is this language. Many browsers
 * add `en-US` behind another language: that is not the viewer's region, and would bring a 12-hour clock.
 */
export function localeOf(language: Language, own: readonly string[] = navigator.languages): string {
  const isOwn = own[0]?.split(/[-_]/)[0]?.toLowerCase() === language
  const locales = isOwn ? own.filter(isLocale) : []
  return locales.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? dateLocale[language]
}

/** Whether `Intl` accepts the tag. Some browsers take theirs from the system, such as `en-US@posix`. */
function isLocale(tag: string): boolean {
  try {
    Intl.getCanonicalLocales(tag)
    return true
  } catch {
    return false
  }
}
