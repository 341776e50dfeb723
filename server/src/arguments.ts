import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>

/** Prints a message about wrong arguments and ends the process with exit status 2. */
export function refuseArguments(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

/**
 * The options and the positional arguments of a command. An option that is not listed, or more than `maxPositionals` positional arguments,
 * ends the process.
 */
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

type Names<N extends string> = { names: N[]; matches?: (name: N, value: string) => boolean }

/** The names that the values of an option select. A value that selects none of them ends the process. */
export function selectNames<N extends string>(
  option: string,
  values: string[],
  { names, matches = (name, value) => name === value }: Names<N>,
): N[] {
  const unknown = values.filter((value) => !names.some((name) => matches(name, value)))
  if (unknown.length > 0)
    refuseArguments(
      `--${option} has no value "${unknown.join('", "')}". The values are: ${names.join('; ')}.`,
    )
  return names.filter((name) => values.some((value) => matches(name, value)))
}
