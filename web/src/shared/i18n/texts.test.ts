import { describe, expect, it } from 'vitest'
import { en as everybody } from './en.ts'
import { enSignedIn } from './en-signed-in.ts'
import { enStaff } from './en-staff.ts'
import { ru as ruEverybody } from './ru.ts'
import { ruSignedIn } from './ru-signed-in.ts'
import { ruStaff } from './ru-staff.ts'

const en = { ...everybody, ...enSignedIn, ...enStaff }
const ru = { ...ruEverybody, ...ruSignedIn, ...ruStaff }

type Texts = { [key: string]: string | Texts }

const flat = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  )

const plural = /_(zero|one|two|few|many|other)$/
const keys = (texts: Texts) => [...new Set(flat(texts).map(([key]) => key.replace(plural, '')))].sort()
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort()

describe('the texts of the two languages', () => {
  it('have the same keys', () => {
    const [english, russian] = [keys(en), keys(ru)]
    const missing = (language: string, own: string[], other: string[]) => {
      const remedy = `write the texts of these keys in web/src/shared/i18n/${language}/, in the file named like the first word, or remove them from the other language`
      expect(other.filter((key) => !own.includes(key)).join('\n'), remedy).toBe('')
    }
    missing('ru', russian, english)
    missing('en', english, russian)
    expect(russian).toEqual(english)
  })

  it('have every plural form of their language', () => {
    for (const [language, texts] of [
      ['en', en],
      ['ru', ru],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      const all = flat(texts).map(([key]) => key)
      const plurals = all.filter((each) => plural.test(each))
      expect(plurals.length, language).toBeGreaterThan(20)
      for (const key of plurals)
        for (const form of forms) expect(all, language).toContain(key.replace(plural, `_${form}`))
    }
  })

  it('have equal placeholders in the texts of one key', () => {
    const english = new Map(flat(en).map(([key, text]) => [key.replace(plural, ''), placeholders(text)]))
    // “No booking” expresses its number as a word.
    const counted = flat(ru).filter(([key]) => !key.endsWith('_zero'))
    for (const [key, text] of counted)
      expect(placeholders(text), key).toEqual(english.get(key.replace(plural, '')))
  })

  it('have Russian words only in the Russian texts', () => {
    // Each language's name is written in that language, and the product's name is in Latin letters.
    const named = /^common\.(language\.(en|ru)|product)$/
    const remedyOf = (key: string, language: string) =>
      `translate ${key} in web/src/shared/i18n/${language}/, in the file named like its first word; the key of a name is added to \`named\` in texts.test.ts there`
    for (const [key, text] of flat(en))
      if (!named.test(key)) expect(text, remedyOf(key, 'en')).not.toMatch(/[а-яё]/i)
    const words = (text: string) => text.replace(/\{\{\w+\}\}/g, '')
    for (const [key, text] of flat(ru))
      if (!named.test(key) && /[a-zа-яё]/i.test(words(text)))
        expect(words(text), remedyOf(key, 'ru')).toMatch(/[а-яё]/i)
  })

  it('name one thing in no Russian form of the number 1, which is also that of 21', () => {
    const pronoun = /(?<!\p{L})(он|она|оно|его|её|ему|ей|им)(?!\p{L})/iu
    for (const [key, text] of flat(ru)) if (key.endsWith('_one')) expect(text, key).not.toMatch(pronoun)
  })

  it('keep a number and its unit on one line', () => {
    // English writes no space before a percent sign.
    const apart = /(\}\}|\d) (min|h|мин|ч|дн\.|минут|%)(?![\p{L}])/u
    for (const [key, text] of [...flat(en), ...flat(ru)]) expect(text, key).not.toMatch(apart)
    for (const [key, text] of flat(en)) expect(text, key).not.toMatch(/\}\}\s%/)
  })
})
