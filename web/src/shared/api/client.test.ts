import { afterEach, expect, it, vi } from 'vitest'

// The stubs are set before the modules are loaded: a module of the web app reads the browser while it is loaded.
vi.stubGlobal('localStorage', { getItem: () => null })
vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
vi.stubGlobal('location', { href: 'http://localhost/', origin: 'http://localhost' })
const { api, unwrap } = await import('./client.ts')
const { isOutcomeUnknown } = await import('./is-outcome-unknown.ts')
const { queryClient } = await import('./query-client.ts')

afterEach(() => void vi.restoreAllMocks())

/** A body whose connection breaks after its first bytes. */
const cutOff = (text: string) =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
      controller.error(new TypeError('terminated'))
    },
  })

it.each([
  ['is cut off', () => new Response(cutOff('{"id":"a'), { status: 201 })],
  ['is no JSON, such as the page of a proxy', () => new Response('<html>Sign in</html>', { status: 200 })],
])('After a response that %s it is unknown whether the call was carried out', async (_, response) => {
  vi.stubGlobal('fetch', async () => response())
  const call = unwrap(api.GET('/api/v1/settings', { baseUrl: 'http://localhost' }))
  const error: unknown = await call.catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'NetworkError' })
  expect(isOutcomeUnknown(error)).toBe(true)
})

it.each([
  [204, true],
  [402, true],
  [403, true],
  [404, true],
  [409, true],
  [412, true],
  [422, true],
  [504, true],
  [400, false],
  [401, false],
  [429, false],
])(
  'After a response %d to a write, the data that the write concerns is stale: %s',
  async (status, isStale) => {
    queryClient.setQueryData(['closures', 'id'], 'as it was')
    vi.stubGlobal('fetch', async () => new Response(status === 204 ? null : '{}', { status }))
    await api.DELETE('/api/v1/locations/{id}/closures/{closureId}', {
      baseUrl: 'http://localhost',
      params: { path: { id: 'location', closureId: 'id' } },
    })
    expect(queryClient.getQueryState(['closures', 'id'])?.isInvalidated).toBe(isStale)
  },
)
