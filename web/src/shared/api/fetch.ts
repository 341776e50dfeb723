import { currentLanguage } from '../i18n/language.ts'
import { probeService, recordFailure, recordResponse } from './connection.ts'
import { freshToken, refreshSession, sessionState, waitForSignIn } from './session.ts'

/** The request got no response: it is unknown whether it was carried out. */
export class NetworkError extends Error {
  override name = 'NetworkError'
}

/** The request was given up, because its response took too long. */
export class TimeLimitError extends NetworkError {
  override name = 'TimeLimitError'
}

/** After this time without a response it is checked whether the service responds at all; where it does not, the request is given up. */
const checkAfterMs = 20_000
/** The service itself gives up a report after a minute, and everything else much earlier. */
const responseWithinMs = 75_000
/** From the head of the response to its end. */
const bodyWithinMs = 120_000

/**
 * `fetch` in the language of the screen and, once signed in, with an access token. A token that the service no longer accepts
 * is refreshed once; where the session has ended, the request waits until the user has signed in again. Raises `NetworkError`.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  if (isAuthRoute(request)) return send(request, null)
  const again = request.clone()
  const response = await send(request, await tokenOfUser())
  if (response.status !== 401 || sessionState().status !== 'signedIn') return response
  const isSignedIn = (await refreshSession()) || (await waitForSignIn())
  if (isSignedIn) return send(again, await freshToken())
  if (sessionState().status !== 'signedIn') return response
  // The session goes on, as far as is known: this 401 only says that the token could not be renewed, because the service or the network failed.
  recordFailure()
  throw new NetworkError('The access token could not be renewed')
}

/**
 * The token of the signed-in user, or null for a visitor. Where the session has ended it waits until the user has signed in again: the
 * service would take a request without a token for one of a visitor, who gets less from public routes, such as no inactive locations.
 */
async function tokenOfUser(): Promise<string | null> {
  const token = await freshToken()
  return token === null && (await waitForSignIn()) ? freshToken() : token
}

/** The routes under `/auth` read no access token. */
const isAuthRoute = ({ url }: Request): boolean => new URL(url).pathname.includes('/api/v1/auth/')

async function send(request: Request, token: string | null): Promise<Response> {
  request.headers.set('accept-language', currentLanguage())
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  try {
    const response = await fetchWithinLimits(request)
    if (response.status < 500) recordResponse()
    else recordFailure()
    return response
  } catch (error) {
    if (request.signal.aborted) throw error
    recordFailure()
    throw error instanceof NetworkError ? error : new NetworkError('No response', { cause: error })
  }
}

/** In some networks a request neither gets a response nor fails for minutes. Raises `TimeLimitError`. */
async function fetchWithinLimits(request: Request): Promise<Response> {
  let isWaiting = true
  const limit = new AbortController()
  const giveUp = () => limit.abort(new TimeLimitError('No response within the time limit'))
  const timer = setTimeout(giveUp, responseWithinMs)
  const check = setTimeout(async () => {
    if (!(await probeService()) && isWaiting) giveUp()
  }, checkAfterMs)
  request.signal.addEventListener('abort', () => limit.abort(request.signal.reason))
  try {
    const response = await fetch(request, { signal: limit.signal })
    setTimeout(giveUp, bodyWithinMs)
    return response
  } finally {
    isWaiting = false
    clearTimeout(timer)
    clearTimeout(check)
  }
}
