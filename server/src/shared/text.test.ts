import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { errorOfLine, errorOfLines, errorOfMarks, normalizeLine, normalizeLines } from './text.ts'

const lineError = (text: string) => errorOfLine(normalizeLine(text))?.en ?? null
const linesError = (text: string) => errorOfLines(normalizeLines(text))?.en ?? null

describe('a line', () => {
  it.each([
    ['in Russian', 'Переговорная №1 «Ёж»'],
    ['in Persian, with a joiner inside a word', 'می\u200Cخواهم'],
    ['in Sinhalese, with a joiner after a virama', 'ශ්\u200Dරී'],
    ['in Hebrew', 'חדר ישיבות'],
    ['in Japanese, with a variant of a character', '葛\u{E0100}城'],
    ['of an emoji of several people', '👨‍👩‍👧 Family'],
    ['of an emoji with a tone of skin', '🧑🏽‍💻'],
    ['of a flag that is made of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['of a keycap and a heart', '1️⃣ ❤️'],
    ['of punctuation', '—'],
    ['that is empty', ''],
  ])('%s is accepted unchanged', (_, text) => {
    expect(lineError(text)).toBeNull()
    expect(normalizeLine(text)).toBe(text)
  })

  it('is trimmed and in NFC', () => {
    expect(normalizeLine('  \u00A0И\u0306ога\u3000\n')).toBe('Йога')
    expect(normalizeLine('\uFEFFAnna')).toBe('Anna')
  })

  it.each(['a\nb', 'a\r\nb', 'a\u2028b', 'a\u2029b', 'a\u0085b'])('%j must be one line', (text) => {
    expect(lineError(text)).toBe('must be one line')
  })

  it.each(['a\tb', 'a\u0000b', '\u001b[31mred', 'a\u007fb', 'a\u009fb'])(
    '%j has control characters',
    (text) => {
      expect(lineError(text)).toBe('must not contain control characters')
    },
  )

  it.each([
    ['zero-width spaces', '\u200B\u200B'],
    ['a braille cell without dots', '\u2800'],
    ['Hangul fillers', '\u3164\u115F\uFFA0'],
    ['a tag', 'A\u{E0041}'],
    ['an override of the direction', 'Anna\u202Egpj.exe'],
    ['an isolate', 'a\u2066b'],
    ['a joiner between Latin letters', 'An\u200Dna'],
    ['two joiners', 'می\u200C\u200Cخ'],
    ['a variation selector of nothing', '\uFE0F'],
    ['a soft hyphen', 'An\u00ADna'],
    ['a word joiner', 'An\u2060na'],
    ['a noncharacter', 'Anna\uFFFE'],
  ])('with %s has invisible characters', (_, text) => {
    expect(lineError(text)).toBe('must not contain invisible characters')
  })

  it('of only an accent counts as empty', () => {
    expect(lineError('\u0301')).toBe('must not be blank')
  })
})

describe('a text of several lines', () => {
  it('keeps its lines, with any line ends, its tabs and its soft hyphens', () => {
    const text = normalizeLines('  first\r\nsecond\rthird\u2028fourth\tcell, hyphen\u00ADated\n\n')
    expect(text).toBe('first\nsecond\nthird\nfourth\tcell, hyphen\u00ADated')
    expect(errorOfLines(text)).toBeNull()
  })

  it('must not have other control characters, and must not be only invisible characters', () => {
    expect(linesError('a\u0007b')).toBe('must not contain control characters')
    expect(linesError('\u200B\u200B\u200B\u200B\u200B')).toBe('must not be blank')
    expect(linesError('')).toBeNull()
  })
})

it('a letter has 30 marks at most', () => {
  expect(errorOfMarks(`a${'\u0301'.repeat(30)}b${'\u0316'.repeat(30)}`)).toBeNull()
  expect(errorOfMarks(`a${'\u0315'.repeat(16)}${'\u0316'.repeat(15)}`)?.en).toBe(
    'must not have more than 30 accents or other marks on one letter',
  )
})

it('a text is normalised once: a second normalisation changes nothing, and the text stays accepted', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aй и\u0306\u0301 \n\t\r\u200B\u200D❤️👨ی\u1100\u1161') })
  fc.assert(
    fc.property(text, (given) => {
      for (const normalise of [normalizeLine, normalizeLines])
        expect(normalise(normalise(given))).toBe(normalise(given))
      if (lineError(given) === null) expect(normalizeLine(given)).not.toMatch(/[\n\r\t\u200B]|^\s|\s$/)
    }),
    tries(),
  )
})
