import { afterEach, describe, expect, it, vi } from 'vitest'

const stored = new Map<string, string>()
/** The events that the browser sends to the other tabs. */
let events: { key: string; newValue: string | null }[] = []
const change = (key: string, newValue: string | null) => {
  if (newValue === null) stored.delete(key)
  else stored.set(key, newValue)
  events.push({ key, newValue })
}
// The stubs are set before the modules are loaded: a module of the web app reads the browser while it is loaded.
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: change,
  removeItem: (key: string) => change(key, null),
})
vi.stubGlobal('document', { querySelector: () => null })
vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
const { api } = await import('./client.ts')
const { forgetSession, onSessionLost, openSession, sessionState } = await import('./session.ts')
const { forgetSessionInAllTabs, signOut } = await import('./sign-out.ts')

const session = (id: string) =>
  ({
    user: { id } as never,
    accessToken: id,
    expiresIn: 900,
    refreshToken: null,
    tokenType: 'Bearer',
  }) as const

afterEach(() => forgetSession())

it('After a sign-out in another tab the page becomes that of a visitor, and leaves the traces of a later session; the page of another user stays', () => {
  const listen = vi.fn()
  vi.stubGlobal('addEventListener', listen)
  const leave = vi.fn()
  onSessionLost(leave)
  const [type, receive] = listen.mock.calls[0] ?? []
  expect(type).toBe('storage')
  openSession(session('anna'))
  events = []
  forgetSessionInAllTabs()
  const eventsOfSignOut = events
  expect(stored.size).toBe(0)

  openSession(session('boris'))
  for (const event of eventsOfSignOut) receive(event)
  expect(sessionState()).toMatchObject({ status: 'signedIn', user: { id: 'boris' } })
  expect(leave).not.toHaveBeenCalled()
  openSession(session('anna'))
  for (const event of eventsOfSignOut) receive(event)
  expect(sessionState()).toEqual({ status: 'anonymous' })
  expect(leave).toHaveBeenCalledTimes(1)
  expect(stored.get('session')).toBe('open')
})

describe('A sign-out', () => {
  const hangs = () => new Promise<never>(() => undefined)
  const untilAborted = (_: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', reject))
  const logout = vi.spyOn(api, 'POST')

  it.each([
    ['ends the session of the cookie at the service', 'anna', 1],
    ['leaves the session of another person, who has signed in in another tab', 'boris', 0],
  ])('%s', async (_, cookieOf, logouts) => {
    logout.mockReset().mockResolvedValue({} as never)
    vi.stubGlobal('fetch', async () => Response.json(session(cookieOf)))
    openSession(session('anna'))
    await signOut()
    expect(logout).toHaveBeenCalledTimes(logouts)
    expect(sessionState()).toEqual({ status: 'anonymous' })
    // The hint that the cookie may exist.
    expect(stored.has('session')).toBe(cookieOf === 'boris')
  })

  it.each([
    ['logout', async () => Response.json(session('anna'))],
    ['refresh', untilAborted],
  ])('does not wait long for the response of the %s', async (_, refresh) => {
    vi.useFakeTimers()
    logout.mockReset().mockImplementation(hangs)
    vi.stubGlobal('fetch', refresh)
    openSession(session('anna'))
    const signedOut = signOut()
    await vi.advanceTimersByTimeAsync(3_100)
    await signedOut
    expect(sessionState()).toEqual({ status: 'anonymous' })
    await vi.advanceTimersByTimeAsync(120_000)
    vi.useRealTimers()
  })

  it.each([
    ['is sent once', 'anna', () => undefined, 1],
    ['is not sent after a sign-in in between', 'anna', () => openSession(session('anna')), 0],
    [
      'is sent where another person has signed in here in between',
      'anna',
      () => openSession(session('boris')),
      1,
    ],
    ['is not sent after a sign-in in another tab', 'anna', () => void stored.set('session', 'open'), 0],
    ['is not sent where the cookie is that of another person', 'boris', () => undefined, 0],
  ])('When the refresh responds after the limit, the logout %s', async (_, cookieOf, meanwhile, logouts) => {
    vi.useFakeTimers()
    logout.mockReset().mockResolvedValue({} as never)
    vi.stubGlobal('fetch', async () => {
      await new Promise((waited) => setTimeout(waited, 6_000))
      return Response.json(session(cookieOf))
    })
    openSession(session('anna'))
    const signedOut = signOut()
    await vi.advanceTimersByTimeAsync(3_100)
    await signedOut
    expect(sessionState()).toEqual({ status: 'anonymous' })
    expect(logout).not.toHaveBeenCalled()
    meanwhile()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(logout).toHaveBeenCalledTimes(logouts)
    vi.useRealTimers()
  })
})
