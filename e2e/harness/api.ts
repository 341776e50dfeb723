import { type Api, send } from '../../testing/coworking.ts'

/** Calls the API without the browser, to make a journey's data and to check what the service stored. */
export const apiOf = (url: string): Api => ({
  request: async (method, path, { token, body } = {}) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  },
})

/** Sends one request; throws an error when it is refused. */
export const call = <T = unknown>(
  url: string,
  method: string,
  path: string,
  options: { token?: string | undefined; body?: unknown } = {},
): Promise<T> => send<T>(apiOf(url), method, path, options)

export type Session = { accessToken: string; user: { id: string } }

export const signIn = async (url: string, email: string, password: string): Promise<string> =>
  (await call<Session>(url, 'POST', 'auth/login', { body: { email, password } })).accessToken
