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
