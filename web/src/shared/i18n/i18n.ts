import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from './en.ts'
import { currentLanguage, type Language, languages, rememberLanguage } from './language.ts'

type Catalogue = typeof en

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: Catalogue
  }
}

// Of the two catalogues a visitor loads one.
const load: Record<Language, () => Promise<object>> = {
  en: async () => (await import('./en.ts')).en,
  ru: async () => (await import('./ru.ts')).ru,
}

async function add(language: Language): Promise<void> {
  const catalogue = await load[language]()
  for (const [namespace, texts] of Object.entries(catalogue))
    i18next.addResourceBundle(language, namespace, texts, true, true)
  document.documentElement.lang = language
}

export async function startI18n(): Promise<void> {
  const language = currentLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    supportedLngs: languages,
    fallbackLng: false,
    defaultNS: 'common',
    // React escapes by itself.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  await add(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  await add(language)
  rememberLanguage(language)
  await i18next.changeLanguage(language)
}
