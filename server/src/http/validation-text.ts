import type { ErrorObject } from 'ajv'
import { durationText } from '../shared/duration-text.ts'
import type { Text } from '../shared/language.ts'
import { maxMoney } from '../shared/money.ts'
import { messageOfPattern } from './schema.ts'

// Sentences about invalid fields: `/amount` "must be at least 1". Rules of our own (`x-text`, `x-within`)
// have their own messages, and a pattern has its message where it is written (`patternWithMessage` of http/schema.ts).

type Params = Record<string, string | number | string[]>

/** The invalid fields, each with one message. ajv stops at the first; but for a value that may be of several kinds it reports an error for each kind. */
export function messagesByPath(errors: ErrorObject[]): { path: string; message: Text }[] {
  const groups = Map.groupBy(errors, pathOf)
  return [...groups].map(([path, group]) => ({ path, message: messageOf(group) }))
}

function messageOf(group: ErrorObject[]): Text {
  // The error of `anyOf` adds nothing to those of its branches. An error other than a wrong type is from the branch that fits best.
  const branches = group.filter(({ keyword }) => keyword !== 'anyOf')
  const values = branches.filter(({ keyword }) => keyword === 'const')
  if (values.length > 0) return oneOf(values.map(({ params }) => (params as Params).allowedValue as string))
  const types = branches.filter(({ keyword }) => keyword === 'type')
  const [first = types.length > 0 ? null : group[0]] = branches.filter(({ keyword }) => keyword !== 'type')
  return first ? describe(first) : typeFault(types.map(({ params }) => String((params as Params).type)))
}

function describe(error: ErrorObject): Text {
  const { keyword, message = 'is not valid', params } = error
  const parameters = params as Params
  if (typeof parameters.russian === 'string') return { en: message, ru: parameters.russian }
  const bound = bounds[keyword]
  if (bound) {
    const limit = limitText(pathOf(error), Number(parameters.limit))
    return { en: `${bound.en} ${limit.en}`, ru: `${bound.ru} ${limit.ru}` }
  }
  return texts[keyword]?.(parameters) ?? { en: message, ru: 'недопустимое значение' }
}

const bounds: Record<string, Text> = {
  minimum: { en: 'must be at least', ru: 'должно быть не меньше' },
  maximum: { en: 'must be at most', ru: 'должно быть не больше' },
}

/**
 * A limit with the unit of its field, because a screen may show the field in another unit: `1440 minutes (24 hours)` for
 * `bufferBeforeMinutes`, `100% (10000 in hundredths of a percent)` for `taxRate`.
 */
function limitText(path: string, limit: number): Text {
  if (limit === 0) return { en: '0', ru: '0' }
  if (path.endsWith('/taxRate'))
    return {
      en: `${limit / 100}% (${limit} in hundredths of a percent)`,
      ru: `${limit / 100}\u00a0% (${limit} в сотых долях процента)`,
    }
  if (Math.abs(limit) === maxMoney || /amount$/i.test(path))
    return {
      en: `${limit} in the smallest unit of the currency`,
      ru: `${limit} в минимальных единицах валюты`,
    }
  if (!/minutes$/i.test(path)) return { en: `${limit}`, ru: `${limit}` }
  const minutes = { en: count(limit, 'minute'), ru: `${limit}\u00a0мин` }
  if (limit < 60) return minutes
  const { en, ru } = durationText(limit)
  return { en: `${minutes.en} (${en})`, ru: `${minutes.ru} (${ru})` }
}

const texts: Record<string, (params: Params) => Text> = {
  required: () => ({ en: 'is required', ru: 'нужно указать' }),
  additionalProperties: () => ({ en: 'is not a known field', ru: 'такого поля нет' }),
  enum: ({ allowedValues }) => oneOf(allowedValues as string[]),
  minLength: ({ limit }) => ({
    en: `must be at least ${count(limit, 'character')} long`,
    ru: `должно быть не короче ${limit} ${genitive(limit, 'символа', 'символов')}`,
  }),
  maxLength: ({ limit }) => ({
    en: `must be at most ${count(limit, 'character')} long`,
    ru: `должно быть не длиннее ${limit} ${genitive(limit, 'символа', 'символов')}`,
  }),
  minItems: ({ limit }) => ({
    en: `must have at least ${count(limit, 'item')}`,
    ru: `должно содержать не меньше ${limit} ${genitive(limit, 'элемента', 'элементов')}`,
  }),
  maxItems: ({ limit }) => ({
    en: `must have at most ${count(limit, 'item')}`,
    ru: `должно содержать не больше ${limit} ${genitive(limit, 'элемента', 'элементов')}`,
  }),
  uniqueItems: () => ({ en: 'must not contain duplicates', ru: 'не должно содержать повторов' }),
  pattern: ({ pattern }) =>
    messageOfPattern(String(pattern)) ?? {
      en: `must match ${pattern}`,
      ru: `должно подходить под ${pattern}`,
    },
  format: ({ format }) => formats[String(format)] ?? { en: `must be a ${format}`, ru: 'записано неверно' },
}

const formats: Record<string, Text> = {
  email: {
    en: 'must be an email address, such as name@example.com',
    ru: 'должно быть адресом почты, например name@example.com',
  },
  date: { en: 'must be a date, such as 2026-12-31', ru: 'должно быть датой, например 2026-12-31' },
  'date-time': {
    en: 'must be a time with its offset, from 2000 to 2199, such as 2026-12-01T09:00:00+03:00',
    ru: 'должно быть временем со смещением, с 2000 по 2199 год, например 2026-12-01T09:00:00+03:00',
  },
  uuid: { en: 'must be a UUID', ru: 'должно быть UUID' },
  uri: { en: 'must be a URL', ru: 'должно быть адресом URL' },
}

const types: Record<string, Text> = {
  string: { en: 'text', ru: 'текстом' },
  integer: { en: 'a whole number', ru: 'целым числом' },
  number: { en: 'a number', ru: 'числом' },
  boolean: { en: 'true or false', ru: 'true или false' },
  array: { en: 'a list', ru: 'списком' },
  object: { en: 'an object', ru: 'объектом' },
  null: { en: 'null', ru: 'null' },
}

function typeFault(names: string[]): Text {
  const typeNames = [...new Set(names.flatMap((name) => name.split(',')))].flatMap(
    (name) => types[name] ?? [],
  )
  const namesIn = (language: 'en' | 'ru') => typeNames.map((each) => each[language])
  return {
    en: `must be ${namesIn('en').join(' or ')}`,
    ru: `должно быть ${namesIn('ru').join(' или ')}`,
  }
}

const oneOf = (values: (string | number)[]): Text => ({
  en: `must be one of ${values.join(', ')}`,
  ru: `должно быть одним из значений: ${values.join(', ')}`,
})

const count = (limit: unknown, noun: string) => `${limit} ${noun}${limit === 1 ? '' : 's'}`

/** The genitive, which follows «не меньше»: singular for 1, 21, 31 …, plural for the other numbers. */
const genitive = (limit: unknown, one: string, many: string) =>
  new Intl.PluralRules('ru').select(Number(limit)) === 'one' ? one : many

function pathOf({ instancePath, params }: ErrorObject): string {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>
  const key = missingProperty ?? additionalProperty
  return key === undefined ? instancePath : `${instancePath}/${escapePointer(key)}`
}

/** RFC 6901. */
export const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
