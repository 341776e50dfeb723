import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  for (const file of ['./ru.ts', './ru-staff.ts', './en-signed-in.ts', './en-staff.ts']) vi.doUnmock(file)
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

/** The texts for signed-in users are loaded once they are released, those for staff fail until they are found. */
async function withSlowSignedInTexts() {
  vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
  const released = Promise.withResolvers<void>()
  vi.resetModules()
  vi.doMock('./en-signed-in.ts', async () => {
    await released.promise
    return { enSignedIn: { wallet: {} } }
  })
  let isMissing = true
  vi.doMock('./en-staff.ts', () => ({
    get enStaff() {
      if (isMissing) throw new TypeError('Failed to fetch dynamically imported module')
      return { shifts: {} }
    },
  }))
  return {
    ...(await import('./i18n.ts')),
    release: () => released.resolve(),
    findStaffTexts: () => {
      isMissing = false
    },
  }
}

it('Texts that are loaded are shown also where a later call for other texts has failed meanwhile', async () => {
  const { currentTexts, loadTexts, startI18n, release } = await withSlowSignedInTexts()
  await startI18n('en')
  const signedIn = loadTexts('signedIn')
  await expect(loadTexts('staff')).rejects.toThrow('Failed to fetch')
  release()
  await signedIn
  expect(currentTexts().parts).toEqual(['everybody', 'signedIn'])
  await expect(loadTexts('staff')).rejects.toThrow('Failed to fetch')
  expect(currentTexts().texts).toHaveProperty('wallet')
})

it.each(['before', 'after'])(
  'Texts that failed once and are loaded %s others do not replace those',
  async (order) => {
    const { currentTexts, loadTexts, startI18n, release, findStaffTexts } = await withSlowSignedInTexts()
    await startI18n('en')
    const signedIn = loadTexts('signedIn')
    await expect(loadTexts('staff')).rejects.toThrow('Failed to fetch')
    findStaffTexts()
    const staff = loadTexts('staff')
    if (order === 'before') await staff
    release()
    await Promise.all([signedIn, staff])
    expect(Object.keys(currentTexts().texts)).toEqual(expect.arrayContaining(['wallet', 'shifts']))
  },
)

it('Texts that arrive late do not replace those of a later choice of language, also where a call after that choice has failed', async () => {
  vi.doMock('./ru-staff.ts', () => ({
    get ruStaff() {
      throw new TypeError('Failed to fetch dynamically imported module')
    },
  }))
  const { changeLanguage, currentTexts, loadTexts, startI18n, release } = await withSlowSignedInTexts()
  await startI18n('en')
  const signedIn = loadTexts('signedIn')
  await changeLanguage('ru')
  await expect(loadTexts('staff')).rejects.toThrow('Failed to fetch')
  release()
  await signedIn
  expect(currentTexts()).toMatchObject({ language: 'ru', parts: ['everybody', 'signedIn'] })
})
