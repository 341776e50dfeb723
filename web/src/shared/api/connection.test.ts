import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isOffline, noteResponse, noteSilence, probeService } from './connection.ts'

let responds = true
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => {
    if (!responds) throw new TypeError('Failed to fetch')
    return new Response('ok')
  })
  noteResponse()
})
afterEach(() => {
  responds = true
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('One lost answer does not make the screen offline while the service answers', async () => {
  noteSilence()
  await probeService()
  expect(isOffline()).toBe(false)
})

it('A service that does not answer makes the screen offline, and it is online again by itself once the service answers', async () => {
  responds = false
  noteSilence()
  await probeService()
  expect(isOffline()).toBe(true)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(isOffline()).toBe(true)
  responds = true
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOffline()).toBe(false)
})
