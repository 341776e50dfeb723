import { type Language, rememberLanguage } from './language.ts'
import type { Texts } from './translate.ts'

// A visitor loads only one of the two languages; the texts of a user's own pages only where they are shown, and those of the staff's
// screens only for pages behind /staff.

const load = {
  en: {
    everybody: async (): Promise<Texts> => (await import('./en.ts')).en,
    own: async (): Promise<Texts> => (await import('./en-own.ts')).enOwn,
    staff: async (): Promise<Texts> => (await import('./en-staff.ts')).enStaff,
  },
  ru: {
    everybody: async (): Promise<Texts> => (await import('./ru.ts')).ru,
    own: async (): Promise<Texts> => (await import('./ru-own.ts')).ruOwn,
    staff: async (): Promise<Texts> => (await import('./ru-staff.ts')).ruStaff,
  },
}
type Part = keyof (typeof load)['en']

type TextsRequest = { language: Language; parts: Part[] }

/** The language of the screen. The object is replaced as a whole, so that its identity shows a change. */
export type Spoken = TextsRequest & { texts: Texts }

let spoken: Spoken = { language: 'en', texts: {}, parts: [] }
let wanted: TextsRequest = spoken
let loading: Promise<void> = Promise.resolve()
const listeners = new Set<() => void>()

export const currentTexts = (): Spoken => spoken
export const subscribeTexts = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function speak(next: TextsRequest): Promise<void> {
  wanted = next
  loading = fetchTexts(next).catch((error: unknown) => {
    // A file could not be loaded: the next call tries again.
    if (wanted === next) wanted = spoken
    throw error
  })
  return loading
}

async function fetchTexts(request: TextsRequest): Promise<void> {
  const loaded = await Promise.all(request.parts.map((part) => load[request.language][part]()))
  // A later call needs these parts, too, and perhaps in another language.
  if (request !== wanted) return loading
  spoken = { ...request, texts: Object.assign({}, ...loaded) }
  for (const listener of listeners) listener()
}

/** Runs before anything is rendered. */
export const startI18n = (language: Language): Promise<void> => speak({ language, parts: ['everybody'] })

/** Runs before a screen with texts of that part is shown. */
export async function loadTexts(part: Part): Promise<void> {
  if (spoken.parts.includes(part)) return
  await (wanted.parts.includes(part) ? loading : speak({ ...wanted, parts: [...wanted.parts, part] }))
}

export async function changeLanguage(language: Language): Promise<void> {
  rememberLanguage(language)
  await speak({ ...wanted, language })
}
