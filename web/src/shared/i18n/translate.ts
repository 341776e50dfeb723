import type { en } from './en.ts'
import type { enSignedIn } from './en-signed-in.ts'
import type { enStaff } from './en-staff.ts'
import type { Language } from './language.ts'

/** The texts of all parts, in English; the other language has the same keys. */
export type AllTexts = typeof en & typeof enSignedIn & typeof enStaff
export type Namespace = keyof AllTexts
/** The texts of a language that are loaded so far. */
export type Texts = { [key: string]: string | Texts }

type Singular<K extends string> = K extends `${infer Base}_${Intl.LDMLPluralRule}` ? Base : K
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${Singular<K>}.${Paths<T[K]>}`
}[keyof T & string]
type Prefixed<N extends Namespace> = { [K in N]: `${K}:${Paths<AllTexts[K]>}` }[N]

/** Keys of the first namespace are unchanged; keys of the others are written like `common:action.save`. */
export type Key<N extends readonly Namespace[]> = N extends readonly [
  infer First extends Namespace,
  ...infer Rest extends Namespace[],
]
  ? Paths<AllTexts[First]> | Prefixed<Rest[number]>
  : never

export type Values = Record<string, string | number>
export type Translate<N extends readonly Namespace[]> = (key: Key<N>, values?: Values) => string

/**
 * The text at a path such as `find:view.list`. With a `count` it is the form for that number: `count_zero` where there is one, else the
 * plural form of the language. `{{name}}` is replaced by its value. Null where there is no such text.
 */
export function translate(
  texts: Texts,
  language: Language,
  path: string,
  values: Values = {},
): string | null {
  const found = textAt(texts, formsOf(path, language, values.count))
  return found?.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '')) ?? null
}

const pluralRules = new Map<Language, Intl.PluralRules>()

function formsOf(path: string, language: Language, count: string | number | undefined): string[] {
  if (typeof count !== 'number') return [path]
  const rules = pluralRules.get(language) ?? new Intl.PluralRules(language)
  pluralRules.set(language, rules)
  const form = `${path}_${rules.select(count)}`
  return count === 0 ? [`${path}_zero`, form, path] : [form, path]
}

function textAt(texts: Texts, paths: string[]): string | null {
  for (const path of paths) {
    let found: string | Texts | undefined = texts
    for (const part of path.split(/[:.]/)) found = typeof found === 'object' ? found[part] : undefined
    if (typeof found === 'string') return found
  }
  return null
}
