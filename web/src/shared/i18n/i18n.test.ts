import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.doUnmock('./ru.ts')
  vi.resetModules()
})

it('A language whose texts cannot be loaded is not chosen; once they can, texts, dates and the choice change together', async () => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  })
  vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
  let isOffline = true
  vi.resetModules()
  vi.doMock('./ru.ts', () => ({
    get ru() {
      if (isOffline) throw new TypeError('Failed to fetch dynamically imported module')
      return {}
    },
  }))
  const { changeLanguage, currentTexts, startI18n, subscribeTexts } = await import('./i18n.ts')
  const { currentLanguage } = await import('./language.ts')
  await startI18n('en')
  await expect(changeLanguage('ru')).rejects.toThrow('Failed to fetch')
  expect([currentLanguage(), currentTexts().language, stored.get('language')]).toEqual([
    'en',
    'en',
    undefined,
  ])
  isOffline = false
  const seen: string[] = []
  subscribeTexts(() => seen.push(`${currentTexts().language} ${currentLanguage()}`))
  await changeLanguage('ru')
  expect(seen).toEqual(['ru ru'])
  expect(stored.get('language')).toBe('ru')
})
