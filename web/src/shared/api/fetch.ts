import { currentLanguage } from '../i18n/language.ts'
import { freshToken, renewSession } from './session.ts'

/** The request got no response: it is unknown whether it was carried out. */
export class NetworkError extends Error {
  override name = 'NetworkError'
}

/**
 * `fetch` in the language of the screen and, once signed in, with an access token. A token that the service no longer accepts
 * is renewed once. Raises `NetworkError`.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  const again = request.clone()
  const token = await freshToken()
  const answer = await send(request, token)
  if (answer.status !== 401 || !token) return answer
  const renewed = (await renewSession()) ? await freshToken() : null
  return renewed ? send(again, renewed) : answer
}

async function send(request: Request, token: string | null): Promise<Response> {
  request.headers.set('accept-language', currentLanguage())
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  try {
    return await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new NetworkError('No answer', { cause: error })
  }
}
