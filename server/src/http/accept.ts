import { type Language, languages } from '../shared/language.ts'

// A browser sends a few dozen characters. A header may have 16 KB, and a general parser takes milliseconds for such a header.
const maxHeaderLength = 500

/**
 * The language that an `Accept-Language` header prefers among the languages of the service; English where the header names none of
 * them. Only the beginning of a long header is read. Pure.
 */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en'
  let preferred: { language: Language; weight: number } = { language: 'en', weight: 0 }
  for (const range of header.slice(0, maxHeaderLength).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const language = languages.find((known) => tag === known || tag.startsWith(`${known}-`) || tag === '*')
    const weight = weightOf(parameters)
    if (language && weight > preferred.weight) preferred = { language, weight }
  }
  return preferred.language
}

/** Whether an `Accept-Encoding` header allows this encoding of a response. Pure. */
export const acceptsEncoding = (header: string | undefined, encoding: string): boolean =>
  (header ?? '')
    .slice(0, maxHeaderLength)
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()))
    .some(([name, ...parameters]) => name === encoding && weightOf(parameters) > 0)

// `Number` alone would also read `0x1` and `1e-1`.
const isDecimal = /^(\d+\.?\d*|\.\d+)$/

/** The weight of a language or an encoding (RFC 9110, 12.4.2: `q=0.8`); 1 where no weight is given. */
function weightOf(parameters: string[]): number {
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  if (quality === undefined) return 1
  const text = quality.slice(2)
  const weight = isDecimal.test(text) ? Number(text) : 0
  return weight <= 1 ? weight : 0
}
