import { afterEach, expect, it, vi } from 'vitest'
import { localStore } from './storage.ts'

afterEach(() => void vi.unstubAllGlobals())

it('A value is kept in the memory of the page where the browser blocks its storage', () => {
  const blocked = new Proxy(
    {},
    {
      get: () => {
        throw new DOMException('Access is denied', 'SecurityError')
      },
    },
  )
  vi.stubGlobal('localStorage', blocked)
  expect(localStore.get('theme')).toBeNull()
  localStore.set('theme', 'dark')
  expect(localStore.get('theme')).toBe('dark')
  localStore.remove('theme')
  expect(localStore.get('theme')).toBeNull()
})

it('A value that a full storage refuses is kept in the memory of the page, in place of the stored one', () => {
  const stored = new Map([['unsettled', 'earlier call']])
  let isFull = true
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new DOMException('The quota has been exceeded', 'QuotaExceededError')
      stored.set(key, value)
    },
    removeItem: (key: string) => void stored.delete(key),
  })
  localStore.set('unsettled', 'call')
  expect(localStore.get('unsettled')).toBe('call')
  isFull = false
  localStore.set('unsettled', 'next call')
  expect([localStore.get('unsettled'), stored.get('unsettled')]).toEqual(['next call', 'next call'])
  isFull = true
  localStore.set('unsettled', 'last call')
  localStore.remove('unsettled')
  expect([localStore.get('unsettled'), stored.size]).toEqual([null, 0])
})
