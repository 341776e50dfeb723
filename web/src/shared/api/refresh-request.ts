import { basePath } from '../base-path.ts'
import { currentLanguage } from '../i18n/language.ts'
import { asProblem } from './problem.ts'
import type { ResponseBody } from './types.ts'

export type SignedIn = ResponseBody<'login'>

/**
 * Short, because other tabs wait for the end of a refresh, and so that a second try comes within the ten seconds in which the service accepts the
 * same refresh token again.
 */
const refreshWithinMs = 8_000

type RefreshResponse = {
  status: number
  session: SignedIn | null
  /** The service's text of a 403, for example that the account is blocked. */
  refusal: string | null
}

/** Sends the refresh token of the cookie to the service. Null where there is no response in time, or it was cut off. */
export async function sendRefresh(): Promise<RefreshResponse | null> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), refreshWithinMs)
  try {
    const response = await fetch(`${basePath}/api/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': currentLanguage() },
      body: '{}',
      signal: limit.signal,
    })
    return {
      status: response.status,
      session: response.ok ? ((await response.json()) as SignedIn) : null,
      refusal: response.status === 403 ? await detailOf(response) : null,
    }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** The text of a problem of the service; null in a response of a proxy. */
const detailOf = async (response: Response): Promise<string | null> => {
  const problem = asProblem(await response.json().catch(() => null), response)
  return problem.code === 'unreadable' ? null : problem.detail
}
