import { isCurrency } from './currency.ts'
import type { Text } from './language.ts'

// One spelling for each text that people write. Unicode writes one letter in several ways (NFC picks one way), and has invisible
// characters: with them two different names look equal, or a name looks empty.

/** A name, a title, a label: NFC, without white space around it. */
export const normalizeLine = (text: string): string => text.normalize('NFC').trim()

/** A text of several lines: normalised like a line, and every line break is `\n`. */
export const normalizeLines = (text: string): string =>
  normalizeLine(text.replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n'))

/** A password as it is hashed: one keyboard sends é as one character, another keyboard as two. */
export const toPassword = (text: string): string => text.normalize('NFC')

/**
 * The error in a text that is not normalised yet; null where there is none. NFC sorts the marks of a letter, which takes time that grows with
 * the square of their number. The limit is that of Unicode's stream-safe text format (UAX #15, section 13).
 */
export const errorOfMarks = (text: string): Text | null => (/\p{M}{31}/v.test(text) ? tooManyMarks : null)

/** The error in a code of a currency in which money may come in; null where there is none. */
export const errorOfCurrency = (code: string): Text | null => (isCurrency(code) ? null : noActiveCurrency)

/** The error in a line that `normalizeLine` has made, as a message; null where there is none. An empty line has none. */
export function errorOfLine(line: string): Text | null {
  if (/[\n\r\u0085\u2028\u2029]/.test(line)) return oneLine
  if (/\p{Cc}/u.test(line)) return noControls
  if (hasInvisible(line)) return noInvisible
  return errorOfBlank(line)
}

/**
 * The error in a text of several lines. The text may contain tabs, and the invisible characters that say where a word may break or in
 * which direction it runs.
 */
export function errorOfLines(text: string): Text | null {
  if (/[\p{Cc}--[\n\t]]/v.test(text)) return noControls
  return errorOfBlank(text)
}

const errorOfBlank = (text: string): Text | null => (text !== '' && !visible.test(text) ? notBlank : null)

const tooManyMarks: Text = {
  en: 'must not have more than 30 accents or other marks on one letter',
  ru: 'не должно содержать больше 30 надстрочных и подобных знаков подряд',
}
const oneLine = { en: 'must be one line', ru: 'должно быть записано в одну строку' }
const noActiveCurrency: Text = {
  en: 'must be the code of a currency in use, such as RUB or EUR',
  ru: 'должно быть кодом действующей валюты, например RUB или EUR',
}
const noControls = {
  en: 'must not contain control characters',
  ru: 'не должно содержать управляющих символов',
}
const noInvisible = {
  en: 'must not contain invisible characters',
  ru: 'не должно содержать невидимых символов',
}
/** The message also for an empty text where a text is required. */
export const notBlank: Text = { en: 'must not be blank', ru: 'не должно быть пустым' }

// Unicode's own list of invisible characters, and those it leaves out: the empty braille cell, the empty note head, the marks
// of annotations.
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\uFFF9-\uFFFB\p{Noncharacter_Code_Point}]/v
const visible = /[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]]/v

// Invisible characters that spelling needs: the parts of an emoji; a variant of the character before it; joiners inside a
// word of a script whose letters join. Persian words, Sinhalese words and family emojis are written with them.
const needed = new RegExp(
  [
    '\\p{RGI_Emoji}',
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=[[\\p{L}\\p{N}\\p{P}\\p{S}]--\\p{Default_Ignorable_Code_Point}])[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]',
    '(?<=\\p{scx=Mongolian})[\\u180B-\\u180D\\u180F]',
    `(?<=[[${joiningScripts()
      .map((script) => `\\p{scx=${script}}`)
      .join('')}]&&[\\p{L}\\p{M}]])[\\u200C\\u200D]`,
  ].join('|'),
  'gv',
)

function joiningScripts(): string[] {
  const cursive = ['Arabic', 'Syriac', 'Mandaic', 'Nko', 'Mongolian', 'Adlam', 'Hanifi_Rohingya']
  const northern = ['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Sinhala', 'Tibetan']
  const southern = ['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Khmer', 'Myanmar', 'Balinese', 'Javanese']
  return [...cursive, ...northern, ...southern]
}

const hasInvisible = (text: string): boolean =>
  invisible.test(text) && invisible.test(text.replace(needed, ''))
