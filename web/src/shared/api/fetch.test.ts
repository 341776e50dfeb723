import { afterEach, beforeEach, expect, it, vi } from 'vitest'

// The stubs are set before the modules are loaded: a module of the web app reads the browser while it is loaded.
vi.stubGlobal('localStorage', { getItem: () => null })
vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
vi.stubGlobal('location', { href: 'http://localhost/', origin: 'http://localhost' })
const { api, unwrap } = await import('./client.ts')
const { isOffline, recordResponse } = await import('./connection.ts')
const { isOutcomeUnknown } = await import('./is-outcome-unknown.ts')
const { queryClient } = await import('./query-client.ts')
const { refreshSession } = await import('./session.ts')

const swallowed = ({ signal }: { signal?: AbortSignal | null }) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

/** Whether the service responds to /healthz. */
let isAlive = true
let requests = 0

beforeEach(() => {
  vi.useFakeTimers()
  isAlive = true
  requests = 0
  vi.stubGlobal('fetch', (target: Request | string, init: RequestInit = {}) => {
    if (target === '/healthz' && isAlive) return Promise.resolve(new Response('ok'))
    if (target !== '/healthz') requests += 1
    return swallowed(init)
  })
  recordResponse()
})
afterEach(async () => {
  // A probe (`probeService`) that is still running would go on in the test files after this one, which share its modules.
  isAlive = true
  await vi.advanceTimersByTimeAsync(30_000)
  vi.useRealTimers()
})

const get = () => unwrap(api.GET('/api/v1/settings', { baseUrl: 'http://localhost' }))
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: unknown) => error,
  )
const isSettledAfter = async (call: Promise<unknown>, ms: number) => {
  let isSettled = false
  void call.catch(() => undefined).finally(() => (isSettled = true))
  await vi.advanceTimersByTimeAsync(ms)
  return isSettled
}

it('A request that a dead network swallows ends after half a minute, and it is unknown whether it was carried out', async () => {
  isAlive = false
  const error = errorOf(get())
  expect(await isSettledAfter(error, 19_000)).toBe(false)
  expect(await isSettledAfter(error, 12_000)).toBe(true)
  expect(isOutcomeUnknown(await error)).toBe(true)
  expect(isOffline()).toBe(true)
})

it('A response of a proxy in place of a stopped service makes the app offline', async () => {
  vi.stubGlobal('fetch', async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  expect(await errorOf(get())).toMatchObject({ problem: { status: 502 } })
  await vi.advanceTimersByTimeAsync(0)
  expect(isOffline()).toBe(true)
})

it('A request of a service that still responds may take as long as a report, and then ends, too', async () => {
  const error = errorOf(get())
  expect(await isSettledAfter(error, 65_000)).toBe(false)
  expect(await isSettledAfter(error, 15_000)).toBe(true)
  expect(await error).toMatchObject({ name: 'TimeLimitError' })
  expect(isOffline()).toBe(false)
})

it('A response whose body never ends is given up', async () => {
  vi.stubGlobal('fetch', async (_: Request, { signal }: RequestInit) => {
    const body = new ReadableStream({
      start: (controller) => signal?.addEventListener('abort', () => controller.error(signal.reason)),
    })
    return new Response(body, { status: 200 })
  })
  const error = errorOf(get())
  expect(await isSettledAfter(error, 60_000)).toBe(false)
  expect(await isSettledAfter(error, 90_000)).toBe(true)
  expect(isOutcomeUnknown(await error)).toBe(true)
})

it('A read that took too long is repeated once only', async () => {
  const { retry = false } = queryClient.getDefaultOptions().queries ?? {}
  const read = queryClient.fetchQuery({ queryKey: ['settings'], queryFn: get, retry })
  const error = errorOf(read)
  expect(await isSettledAfter(error, 200_000)).toBe(true)
  expect(requests).toBe(2)
})

it('A refresh of the session that the network swallows ends, so that other tabs need not wait for it', async () => {
  const refreshed = refreshSession()
  expect(await isSettledAfter(refreshed, 9_000)).toBe(true)
  expect(await refreshed).toBe(false)
})
