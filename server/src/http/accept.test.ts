import { describe, expect, it } from 'vitest'
import { acceptsEncoding, languageOf } from './accept.ts'

describe('the language of a response', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ru', 'ru'],
    ['RU-ru', 'ru'],
    ['ru,en', 'ru'],
    ['en,ru', 'en'],
    ['de, ru ; q=0.2, en;q=0.1', 'ru'],
    ['ru;q=0, *', 'en'],
    ['rus', 'en'],
    ['ru;q=2, en;q=0.1', 'en'],
    ['ru;q=0x1, en;q=.1', 'en'],
    ['ru;q=1e-1', 'en'],
    [`${'x,'.repeat(8_000)}ru`, 'en'],
  ])('for %s is %s', (header, language) => expect(languageOf(header)).toBe(language))
})

it.each([
  [undefined, false],
  ['gzip', false],
  ['gzip, deflate, br', true],
  ['br;q=0', false],
  ['br;q=0.000, gzip', false],
  ['BR;q=0.5', true],
  ['brotli', false],
])('a response to Accept-Encoding %s may be compressed with Brotli: %s', (header, may) =>
  expect(acceptsEncoding(header, 'br')).toBe(may),
)
