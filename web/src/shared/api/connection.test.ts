import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isOffline, probeService, recordFailure, recordResponse } from './connection.ts'

let responds = true
let status = 200
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => {
    if (!responds) throw new TypeError('Failed to fetch')
    return new Response('ok', { status })
  })
  recordResponse()
})
afterEach(() => {
  responds = true
  status = 200
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('One lost response does not make the app offline while the service responds', async () => {
  recordFailure()
  await probeService()
  expect(isOffline()).toBe(false)
})

it('A service that does not respond makes the app offline, and the app is online again once the service responds', async () => {
  responds = false
  recordFailure()
  await probeService()
  expect(isOffline()).toBe(true)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(isOffline()).toBe(true)
  responds = true
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOffline()).toBe(false)
})

it('A proxy that responds in place of a stopped service makes the app offline until the service responds', async () => {
  status = 502
  expect(await probeService()).toBe(false)
  expect(isOffline()).toBe(true)
  status = 200
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOffline()).toBe(false)
})

it('A network that swallows requests makes the app offline, and keeps it from noticing the service again for ten seconds at most', async () => {
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
    if (responds) return Promise.resolve(new Response('ok'))
    return new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(new Error('aborted'))),
    )
  })
  responds = false
  recordFailure()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOffline()).toBe(true)
  await vi.advanceTimersByTimeAsync(6_000)
  responds = true
  await vi.advanceTimersByTimeAsync(15_000)
  expect(isOffline()).toBe(false)
})
