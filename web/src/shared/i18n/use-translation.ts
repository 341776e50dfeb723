import { useSyncExternalStore } from 'react'
import { type CurrentTexts, currentTexts, subscribeTexts } from './i18n.ts'
import type { Language } from './language.ts'
import { type Namespace, type Translate, translate, type Values } from './translate.ts'

type Translation<N extends readonly Namespace[]> = {
  t: Translate<N>
  /** The text at a key that contains a value of the service; null where there is no such key. */
  find: (key: string) => string | null
  language: Language
}

// Each namespace and language has one function, so that effects and memos that depend on it do not change.
let cache: { current: CurrentTexts; byNamespace: Map<Namespace, Translation<Namespace[]>> } | null = null

function translationOf(current: CurrentTexts, namespace: Namespace): Translation<Namespace[]> {
  if (cache?.current !== current) cache = { current, byNamespace: new Map() }
  const cached = cache.byNamespace.get(namespace)
  if (cached) return cached
  const { language, texts } = current
  const find = (key: string, values?: Values) =>
    translate(texts, language, key.includes(':') ? key : `${namespace}:${key}`, values)
  const translation: Translation<Namespace[]> = {
    language,
    find,
    t: (key: string, values) => find(key, values) ?? key,
  }
  cache.byNamespace.set(namespace, translation)
  return translation
}

/** Texts of a feature in the language of the screen; keys of the first of several namespaces need no prefix. */
export function useTranslation(): Translation<['common']>
export function useTranslation<N extends Namespace>(namespace: N): Translation<[N]>
export function useTranslation<const N extends readonly Namespace[]>(namespaces: N): Translation<N>
export function useTranslation(namespaces: Namespace | readonly Namespace[] = 'common') {
  const current = useSyncExternalStore(subscribeTexts, currentTexts, currentTexts)
  return translationOf(current, typeof namespaces === 'string' ? namespaces : (namespaces[0] ?? 'common'))
}
