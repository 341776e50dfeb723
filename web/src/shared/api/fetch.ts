import { currentLanguage } from '../i18n/language.ts'
import { recordLostResponse, recordResponse } from './connection.ts'
import { freshToken, renewSession, sessionState, waitForSignIn } from './session.ts'

/** The request got no response: it is unknown whether it was carried out. */
export class NetworkError extends Error {
  override name = 'NetworkError'
}

/**
 * `fetch` in the language of the screen and, once signed in, with an access token. A token that the service no longer accepts
 * is renewed once; where the session has ended, the request waits until the user has signed in again. Raises `NetworkError`.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  if (isOfAuth(request)) return send(request, null)
  const again = request.clone()
  const response = await send(request, await freshToken())
  if (response.status !== 401 || sessionState().status !== 'signedIn') return response
  const renewed = (await renewSession()) || (await waitForSignIn())
  return renewed ? send(again, await freshToken()) : response
}

/** The routes under `/auth` read no access token. */
const isOfAuth = ({ url }: Request): boolean => new URL(url).pathname.includes('/api/v1/auth/')

async function send(request: Request, token: string | null): Promise<Response> {
  request.headers.set('accept-language', currentLanguage())
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  try {
    const response = await fetch(request)
    recordResponse()
    return response
  } catch (error) {
    if (request.signal.aborted) throw error
    recordLostResponse()
    throw new NetworkError('No response', { cause: error })
  }
}
