import { en as enEverybody } from '../../web/src/shared/i18n/en.ts'
import { enSignedIn } from '../../web/src/shared/i18n/en-signed-in.ts'
import { enStaff } from '../../web/src/shared/i18n/en-staff.ts'
import { ru as ruEverybody } from '../../web/src/shared/i18n/ru.ts'
import { ruSignedIn } from '../../web/src/shared/i18n/ru-signed-in.ts'
import { ruStaff } from '../../web/src/shared/i18n/ru-staff.ts'

const en = { ...enEverybody, ...enSignedIn, ...enStaff }
const ru = { ...ruEverybody, ...ruSignedIn, ...ruStaff }

// Journeys find buttons and links by the words on the screen, in the language of the screen.

export type Language = 'en' | 'ru'
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
export type Words = Texts<typeof en>

export const wordsOf = (language: Language): Words => (language === 'en' ? en : (ru as Words))

/** Chooses between the names of places and people in the two languages. */
export const inLanguage = (language: Language, english: string, russian: string): string =>
  language === 'en' ? english : russian

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+')

/** Matches a text of web/src/shared/i18n on the screen, with the given values; a missing value matches anything. */
export function textPattern(text: string, values: Record<string, string | number> = {}): RegExp {
  const parts = text.split(/\{\{(\w+)\}\}/)
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part)
    const value = values[part]
    return value === undefined ? '.+' : escaped(String(value))
  })
  return new RegExp(`^\\s*${pattern.join('')}\\s*$`)
}
