import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isOffline, noteAnswer, noteSilence, serviceAnswers } from './connection.ts'

let answers = true
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => {
    if (!answers) throw new TypeError('Failed to fetch')
    return new Response('ok')
  })
  noteAnswer()
})
afterEach(() => {
  answers = true
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('One lost answer does not make the screen offline while the service answers', async () => {
  noteSilence()
  await serviceAnswers()
  expect(isOffline()).toBe(false)
})

it('A service that does not answer makes the screen offline, and it is online again by itself once the service answers', async () => {
  answers = false
  noteSilence()
  await serviceAnswers()
  expect(isOffline()).toBe(true)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(isOffline()).toBe(true)
  answers = true
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isOffline()).toBe(false)
})
