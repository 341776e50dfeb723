import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>

/** Ends a command before it does anything, because it does not know one of its arguments. */
export function refuseArguments(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

/** The options and the words of a command. An option that is not listed, or more words than `maxPositionals`, ends the process. */
export function readArguments<const T extends ParseArgsOptionsConfig>(
  options: T,
  maxPositionals = 0,
): Parsed<T> {
  try {
    const parsed = parseArgs({ options, allowPositionals: true })
    if (parsed.positionals.length <= maxPositionals) return parsed
    throw new Error(`Unexpected argument '${parsed.positionals[maxPositionals]}'.`)
  } catch (error) {
    const names = Object.keys(options).map((name) => `--${name}`)
    const choices = names.length > 0 ? `the options are ${names.join(', ')}` : 'there are no options'
    return refuseArguments(`${(error as Error).message.split(/\.(\s|$)/)[0]}: ${choices}.`)
  }
}

/** The number above 0 that an option gives. Anything else ends the process. */
export function readNumber(option: string, text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  return refuseArguments(`--${option} is a number above 0, not "${text}".`)
}

type Names<N extends string> = { names: N[]; matches?: (name: N, word: string) => boolean }

/** The names that the words of an option select. A word that selects none of them ends the process. */
export function selectNames<N extends string>(
  option: string,
  words: string[],
  { names, matches = (name, word) => name === word }: Names<N>,
): N[] {
  const unknown = words.filter((word) => !names.some((name) => matches(name, word)))
  if (unknown.length > 0)
    refuseArguments(`--${option} knows no "${unknown.join('", "')}". It knows: ${names.join('; ')}.`)
  return names.filter((name) => words.some((word) => matches(name, word)))
}
