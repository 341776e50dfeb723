/** A call of the API past the browser: for what a journey finds there, and for looking behind the screen. */
export async function call<T = unknown>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string | undefined; body?: unknown } = {},
): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text ? JSON.parse(text) : null) as T
}

export type Session = { accessToken: string; user: { id: string } }

export const signIn = async (url: string, email: string, password: string): Promise<string> =>
  (await call<Session>(url, 'POST', 'auth/login', { body: { email, password } })).accessToken
