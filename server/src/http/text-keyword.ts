import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'
import type { Text } from '../shared/language.ts'
import {
  errorOfCurrency,
  errorOfLine,
  errorOfLines,
  errorOfMarks,
  normalizeLine,
  normalizeLines,
  notBlank,
  toPassword,
} from '../shared/text.ts'

/**
 * The purpose of a string of a request, declared by `x-text` in its schema: `line` a name, a title, a label; `lines` a text of several
 * lines; `password` a password, which will be hashed; `currency` a code of the service's table; `opaque` a token, an email or a
 * search, which is only compared with what is stored. A test refuses a string that has neither this keyword nor a format, a pattern
 * or a list of values.
 */
export const textKinds = ['line', 'lines', 'password', 'currency', 'opaque'] as const
export type TextKind = (typeof textKinds)[number]

type TextNorm = {
  /** The error in the text as it was sent. */
  errorAsSent?(text: string): Text | null
  toStored(text: string): string
  error(text: string): Text | null
}

const noError = () => null
const norms: Record<TextKind, TextNorm> = {
  line: { errorAsSent: errorOfMarks, toStored: normalizeLine, error: errorOfLine },
  lines: { errorAsSent: errorOfMarks, toStored: normalizeLines, error: errorOfLines },
  password: { toStored: toPassword, error: noError },
  currency: { toStored: (code) => code, error: errorOfCurrency },
  opaque: { toStored: (text) => text, error: noError },
}

// NFC composes at most four characters into one. A text that is longer than this many times its limit, without the white space around it, is
// left to `maxLength`, so that nobody's hundred kilobytes are normalised before they are refused.
const maxComposed = 4

/**
 * Converts the text to its stored form and refuses forbidden text. Lengths apply to the stored form; a text that is far above its limit is
 * refused as it was sent.
 */
export const textKeyword: FuncKeywordDefinition = {
  keyword: 'x-text',
  type: 'string',
  before: 'maxLength',
  modifying: true,
  errors: true,
  compile: (kind: TextKind, { minLength = 0, maxLength = Infinity }) => {
    const { errorAsSent = noError, toStored, error } = norms[kind]
    const isBlankRefused = minLength > 0 && kind !== 'password' && kind !== 'currency'
    const check: SchemaValidateFunction = (value: string, at) => {
      if (value.trim().length > maxComposed * maxLength) return true
      let message = errorAsSent(value)
      if (!message) {
        const text = toStored(value)
        if (at) at.parentData[at.parentDataProperty] = text
        message = text === '' && isBlankRefused ? notBlank : error(text)
      }
      if (message)
        check.errors = [{ keyword: 'x-text', message: message.en, params: { russian: message.ru } }]
      return message === null
    }
    return check
  },
}

/** `x-distinct`: no two items of a list have an equal stored form. `uniqueItems` compares the items as they were sent. */
export const distinctKeyword: FuncKeywordDefinition = {
  keyword: 'x-distinct',
  type: 'array',
  errors: true,
  compile: () => {
    const check: SchemaValidateFunction = (items: string[]) => {
      const isDistinct = new Set(items).size === items.length
      if (!isDistinct)
        check.errors = [{ keyword: 'x-distinct', message: notTwice.en, params: { russian: notTwice.ru } }]
      return isDistinct
    }
    return check
  },
}

const notTwice: Text = { en: 'must not contain duplicates', ru: 'не должно содержать повторов' }
