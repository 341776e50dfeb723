import { currentLanguage, type Language, rememberLanguage } from './language.ts'
import type { Texts } from './translate.ts'

// A visitor loads only one of the two languages; the texts for a signed-in user only where they are shown, and those of the staff's
// screens only for pages behind /staff.

const load = {
  en: {
    everybody: async (): Promise<Texts> => (await import('./en.ts')).en,
    signedIn: async (): Promise<Texts> => (await import('./en-signed-in.ts')).enSignedIn,
    staff: async (): Promise<Texts> => (await import('./en-staff.ts')).enStaff,
  },
  ru: {
    everybody: async (): Promise<Texts> => (await import('./ru.ts')).ru,
    signedIn: async (): Promise<Texts> => (await import('./ru-signed-in.ts')).ruSignedIn,
    staff: async (): Promise<Texts> => (await import('./ru-staff.ts')).ruStaff,
  },
}
type Part = keyof (typeof load)['en']

type TextsRequest = { language: Language; parts: Part[] }

/** The texts that are loaded, with their language. The object is replaced as a whole, so that its identity shows a change. */
export type CurrentTexts = TextsRequest & { texts: Texts }

let current: CurrentTexts = { language: 'en', texts: {}, parts: [] }
let latestRequest: TextsRequest = current
let loading: Promise<void> = Promise.resolve()
/** The number of requests, and the number of the request whose texts are shown. */
let [requests, shownNumber] = [0, 0]
const listeners = new Set<() => void>()

export const currentTexts = (): CurrentTexts => current
export const subscribeTexts = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function switchTexts(next: TextsRequest): Promise<void> {
  latestRequest = next
  loading = fetchTexts(next, ++requests).catch((error: unknown) => {
    // A file could not be loaded: the next call tries again.
    if (latestRequest === next) latestRequest = current
    throw error
  })
  return loading
}

async function fetchTexts(request: TextsRequest, number: number): Promise<void> {
  const loaded = await Promise.all(request.parts.map((part) => load[request.language][part]()))
  // The texts of a later request are shown already; `loadTexts` asks again for a part that they lack.
  if (number < shownNumber) return
  // A later request has replaced this one, perhaps for another language: its texts are shown, or will be. If it has failed, `latestRequest` is
  // `current` again (see `switchTexts`), and the texts of this request are shown.
  if (request !== latestRequest && latestRequest !== current) return loading
  latestRequest = request
  shownNumber = number
  // Dates, prices and requests change their language together with the texts, and only then.
  if (request.language !== currentLanguage()) rememberLanguage(request.language)
  current = { ...request, texts: Object.assign({}, ...loaded) }
  for (const listener of listeners) listener()
}

/** Runs before anything is rendered. */
export const startI18n = (language: Language): Promise<void> =>
  switchTexts({ language, parts: ['everybody'] })

/** Runs before a screen with texts of that part is shown. */
export async function loadTexts(part: Part): Promise<void> {
  if (current.parts.includes(part)) return
  await (latestRequest.parts.includes(part)
    ? loading
    : switchTexts({ ...latestRequest, parts: [...latestRequest.parts, part] }))
  // A later request that has replaced this one may lack this part, where it was made after another one had failed.
  await loadTexts(part)
}

/** Fails, and changes nothing, where the texts cannot be loaded. */
export async function changeLanguage(language: Language): Promise<void> {
  await switchTexts({ ...latestRequest, language })
  // The choice is stored also where the screen has this language only because the browser prefers it. Another choice may have been made
  // meanwhile.
  if (current.language === language) rememberLanguage(language)
}
