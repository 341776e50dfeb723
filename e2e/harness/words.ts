import { en as enEverybody } from '../../web/src/shared/i18n/en.ts'
import { enStaff } from '../../web/src/shared/i18n/en-staff.ts'
import { ru as ruEverybody } from '../../web/src/shared/i18n/ru.ts'
import { ruStaff } from '../../web/src/shared/i18n/ru-staff.ts'

const en = { ...enEverybody, ...enStaff }
const ru = { ...ruEverybody, ...ruStaff }

// The journeys name what they press by the words on the screen, in the language of the screen.

export type Language = 'en' | 'ru'
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
export type Words = Texts<typeof en>

export const wordsOf = (language: Language): Words => (language === 'en' ? en : (ru as Words))

/** For names of places and people, which are written in one language. */
export const say = (language: Language, english: string, russian: string): string =>
  language === 'en' ? english : russian

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+')

/** A text of the catalogue as it appears on the screen: with these values in it, and anything where none is given. */
export function like(text: string, values: Record<string, string | number> = {}): RegExp {
  const parts = text.split(/\{\{(\w+)\}\}/)
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part)
    const value = values[part]
    return value === undefined ? '.+' : escaped(String(value))
  })
  return new RegExp(`^\\s*${pattern.join('')}\\s*$`)
}
