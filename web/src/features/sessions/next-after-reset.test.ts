import { beforeEach, expect, it, vi } from 'vitest'
import { nextAfterReset, rememberNext } from './next-after-reset.ts'

beforeEach(() => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  })
})

it('After a new password was chosen, the sign-in leads to the page from which the user came, once', () => {
  rememberNext('/?people=6&booking=a b')
  expect(nextAfterReset()).toEqual({ next: '/?people=6&booking=a b' })
  expect(nextAfterReset()).toEqual({})
})

it('The page of an earlier request is forgotten with the link of that request', () => {
  rememberNext('/wallet', 0)
  expect(nextAfterReset(60 * 60_000)).toEqual({})
  rememberNext('/wallet')
  rememberNext(undefined)
  expect(nextAfterReset()).toEqual({})
})
