import { afterEach, beforeEach, expect, it, vi } from 'vitest'

// The stubs are set before the modules are loaded: a module of the web app reads the browser while it is loaded.
const stored = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
})
vi.stubGlobal('document', { querySelector: () => null })
vi.stubGlobal('navigator', { languages: ['en-GB'], onLine: true })
// Another test file of this process may have loaded them, and ended a session.
vi.resetModules()
const { authorizedFetch, NetworkError } = await import('./fetch.ts')
const { delayAction, sendDelayedActions } = await import('./delayed-actions.ts')
const {
  endOfLastSession,
  forgetEndedSession,
  forgetSession,
  freshToken,
  onSessionLost,
  openSession,
  refreshSession,
  restoreSession,
  sessionState,
  updateUser,
} = await import('./session.ts')
const { queryClient } = await import('./query-client.ts')

const anna = { id: 'anna' } as never
const boris = { id: 'boris' } as never
const session = (user: never, accessToken: string) =>
  ({ user, accessToken, expiresIn: 900, refreshToken: null, tokenType: 'Bearer' }) as const

/** The token of each request except refreshes. */
let tokens: (string | null)[] = []
/** The person to whom the cookie belongs. */
let cookieOf: never | null = null
/** The token that the service accepts, and that a refresh returns. */
let validToken = ''

beforeEach(() => {
  tokens = []
  vi.stubGlobal('fetch', async (target: Request | string) => {
    if (typeof target === 'string')
      return cookieOf ? Response.json(session(cookieOf, validToken)) : new Response('{}', { status: 401 })
    const token = target.headers.get('authorization')
    tokens.push(token)
    return new Response('{}', { status: token === `Bearer ${validToken}` ? 200 : 401 })
  })
})
afterEach(() => forgetSession())

// The first test: the state of the session is unknown only until the first page.
it('A page that is loaded while a refresh is lost or fails shows the signed-in user once a later one has succeeded', async () => {
  stored.set('session', 'open')
  const responses = [
    () => Promise.reject(new TypeError('no response')),
    () => new Response('', { status: 502 }),
    () => Response.json(session(anna, 'new')),
  ]
  vi.stubGlobal('fetch', async () => responses.shift()?.())
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const restored = restoreSession()
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  await restored
  expect(sessionState()).toMatchObject({ status: 'signedIn', user: { id: 'anna' } })
})

it('A refresh whose response is cut off is as one without a response: the session goes on', async () => {
  openSession(session(anna, 'old'))
  vi.stubGlobal('fetch', async () => new Response('{"accessToken":"ne', { status: 200 }))
  expect(await refreshSession()).toBe(false)
  expect(sessionState()).toEqual({ status: 'signedIn', user: anna })
})

it('After all sessions of a user were ended, the page of that user becomes that of a visitor, and the session of another user goes on', async () => {
  openSession(session(boris, 'old'))
  cookieOf = boris
  validToken = 'new'
  await forgetEndedSession()
  expect(sessionState()).toEqual({ status: 'signedIn', user: boris })
  expect(await freshToken()).toBe('new')
  cookieOf = null
  await forgetEndedSession()
  expect(sessionState()).toEqual({ status: 'anonymous' })
})

it('Responses that arrive after the user has signed out do not sign the user in again', async () => {
  openSession(session(anna, 'old'))
  const refresh = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => refresh.promise)
  const refreshed = refreshSession()
  forgetSession()
  updateUser(anna)
  expect(sessionState()).toEqual({ status: 'anonymous' })
  refresh.resolve(Response.json(session(anna, 'new')))
  expect(await refreshed).toBe(false)
  expect(sessionState()).toEqual({ status: 'anonymous' })
})

it('A refresh that is refused after the user has signed in again does not end the new session', async () => {
  openSession(session(anna, 'old'))
  const refresh = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => refresh.promise)
  const refreshed = refreshSession()
  openSession(session(anna, 'new'))
  refresh.resolve(new Response('{}', { status: 401 }))
  expect(await refreshed).toBe(true)
  expect(sessionState()).toEqual({ status: 'signedIn', user: anna })
  expect(await freshToken()).toBe('new')
})

it('A session that the service refuses to renew ends, its page is left, and the sign-in page says why until a user signs in', async () => {
  const leave = vi.fn()
  vi.stubGlobal('addEventListener', () => undefined)
  onSessionLost(leave)
  openSession(session(anna, 'old'))
  const problem = { code: 'user_blocked', status: 403, detail: 'Your account is blocked' }
  vi.stubGlobal('fetch', async () => Response.json(problem, { status: 403 }))
  expect(await refreshSession()).toBe(false)
  expect(sessionState()).toEqual({ status: 'anonymous' })
  expect(endOfLastSession()).toEqual({ refusal: 'Your account is blocked' })
  expect(leave).toHaveBeenCalledTimes(1)
  openSession(session(anna, 'new'))
  expect(endOfLastSession()).toBeNull()
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 403 }))
  await refreshSession()
  expect(endOfLastSession()).toEqual({ refusal: null })
})

const send = () => authorizedFetch(new Request('http://localhost/api/v1/bookings', { method: 'POST' }))

it('A request whose token is no longer valid is repeated with a new token of the same person', async () => {
  openSession(session(anna, 'old'))
  cookieOf = anna
  validToken = 'new'
  expect((await send()).status).toBe(200)
  expect(tokens).toEqual(['Bearer old', 'Bearer new'])
})

it.each([
  ['fails', async () => new Response('', { status: 503 })],
  ['is limited', async () => new Response('', { status: 429 })],
  ['is lost', () => Promise.reject(new TypeError('no response'))],
])(
  'Where the refresh %s, a request with an expired token fails as one without a response, which may be sent again, not as one that is refused',
  async (_, refresh) => {
    openSession({ ...session(anna, 'expired'), expiresIn: 0 })
    vi.stubGlobal('fetch', async (target: Request | string) => {
      if (target === '/healthz') return new Response('ok')
      return typeof target === 'string' ? refresh() : new Response('{}', { status: 401 })
    })
    await expect(send()).rejects.toThrow(NetworkError)
    expect(sessionState()).toEqual({ status: 'signedIn', user: anna })
  },
)

it('A page that is being left sends a delayed action with its present token; so a token that would need a refresh before the end of the delay is refreshed when the delay begins', async () => {
  vi.stubGlobal('addEventListener', () => undefined)
  openSession({ ...session(anna, 'old'), expiresIn: 33 })
  cookieOf = anna
  validToken = 'new'
  expect(await freshToken()).toBe('old')
  delayAction('booking', 'No-show: Anna', () => undefined)
  await vi.waitFor(async () => expect(await freshToken()).toBe('new'))
  sendDelayedActions()
})

it('Where another person has signed in in another tab, nothing is done as that person: the request waits until the first person signs in again', async () => {
  openSession(session(anna, "anna's old"))
  cookieOf = boris
  validToken = "boris's"
  const response = send()
  await vi.waitFor(() => expect(sessionState()).toMatchObject({ user: { id: 'anna' }, hasEnded: true }))
  expect(tokens).toEqual(["Bearer anna's old"])
  validToken = "anna's new"
  openSession(session(anna, validToken))
  expect((await response).status).toBe(200)
  expect(tokens).toEqual(["Bearer anna's old", "Bearer anna's new"])
})

it('The person who has signed in in another tab stays signed in after a reload of that tab, where the first person signs out here', async () => {
  openSession(session(anna, 'old'))
  cookieOf = boris
  await refreshSession()
  expect(sessionState()).toMatchObject({ user: { id: 'anna' }, hasEnded: true, isCookieOfOther: true })
  forgetSession()
  expect(sessionState()).toEqual({ status: 'anonymous' })
  expect(stored.get('session')).toBe('open')
})

it('While the user of an ended session is asked for the password, nothing is requested as a visitor: public routes would respond with less than staff see', async () => {
  openSession(session(anna, 'old'))
  cookieOf = null
  validToken = 'new'
  await refreshSession()
  expect(sessionState()).toMatchObject({ user: { id: 'anna' }, hasEnded: true })
  const response = authorizedFetch(new Request('http://localhost/api/v1/locations?isActive=false'))
  await new Promise((passed) => setTimeout(passed, 20))
  expect(tokens).toEqual([])
  openSession(session(anna, validToken))
  expect((await response).status).toBe(200)
  expect(tokens).toEqual(['Bearer new'])
})

it('A request that waits for the password is sent as that of a visitor when the user signs out instead', async () => {
  openSession(session(anna, 'old'))
  cookieOf = null
  await refreshSession()
  const response = authorizedFetch(new Request('http://localhost/api/v1/locations'))
  forgetSession()
  await response
  expect(tokens).toEqual([null])
})

it('A person who signs in sees no data of the person who used the page before', async () => {
  openSession(session(anna, 'a'))
  queryClient.setQueryData(['bookings'], ["Anna's booking"])
  openSession(session(anna, 'b'))
  expect(queryClient.getQueryData(['bookings'])).toEqual(["Anna's booking"])
  openSession(session(boris, 'c'))
  expect(queryClient.getQueryData(['bookings'])).toBeUndefined()
})
