import { expect, it } from 'vitest'
import { localeOf } from './language.ts'

// The lists of languages that browsers send, among them those of the German, French and Russian Firefox.
it.each([
  ['en', ['en-US', 'en'], 'en-US'],
  ['en', ['en', 'en-US'], 'en-US'],
  ['en', ['en-AU', 'en'], 'en-AU'],
  ['en', ['en'], 'en-GB'],
  ['en', [], 'en-GB'],
  ['en', ['de', 'en-US', 'en'], 'en-GB'],
  ['en', ['fr', 'fr-FR', 'en-US', 'en'], 'en-GB'],
  ['en', ['ru-RU', 'ru', 'en-US', 'en'], 'en-GB'],
  ['ru', ['ru-RU', 'ru', 'en-US', 'en'], 'ru-RU'],
  ['ru', ['ru-BY', 'ru'], 'ru-BY'],
  ['ru', ['en-US', 'ru-RU'], 'ru-RU'],
  ['en', ['en-US@posix'], 'en-GB'],
  ['en', ['en-US.UTF-8', 'en-US'], 'en-US'],
  ['ru', ['ru_RU', 'ru-BY'], 'ru-BY'],
] as const)('in %s, dates and numbers of a browser with %j are written as in %s', (language, own, locale) => {
  expect(localeOf(language, own)).toBe(locale)
})
