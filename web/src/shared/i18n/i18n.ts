import { type Language, rememberLanguage } from './language.ts'
import type { Texts } from './translate.ts'

// A visitor loads only one of the two languages, and the texts of the staff's screens only for pages behind /staff.

const load = {
  en: {
    everybody: async (): Promise<Texts> => (await import('./en.ts')).en,
    staff: async (): Promise<Texts> => (await import('./en-staff.ts')).enStaff,
  },
  ru: {
    everybody: async (): Promise<Texts> => (await import('./ru.ts')).ru,
    staff: async (): Promise<Texts> => (await import('./ru-staff.ts')).ruStaff,
  },
}
type Part = keyof (typeof load)['en']

/** The language of the screen. The object is replaced as a whole, so that its identity shows a change. */
export type Spoken = { language: Language; texts: Texts; parts: Part[] }

let spoken: Spoken = { language: 'en', texts: {}, parts: [] }
const listeners = new Set<() => void>()

export const currentTexts = (): Spoken => spoken
export const subscribeTexts = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

async function speak(language: Language, parts: Part[]): Promise<void> {
  const loaded = await Promise.all(parts.map((part) => load[language][part]()))
  spoken = { language, texts: Object.assign({}, ...loaded), parts }
  for (const listener of listeners) listener()
}

/** Runs before anything is rendered. */
export const startI18n = (language: Language): Promise<void> => speak(language, ['everybody'])

/** Runs before a screen of the staff is shown. */
export async function loadStaffTexts(): Promise<void> {
  if (!spoken.parts.includes('staff')) await speak(spoken.language, ['everybody', 'staff'])
}

export async function changeLanguage(language: Language): Promise<void> {
  rememberLanguage(language)
  await speak(language, spoken.parts)
}
