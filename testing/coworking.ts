/** The target of API requests: a service in this process, or a client of a service elsewhere. */
export type Api = {
  request(
    method: string,
    path: string,
    options?: { token?: string; body?: unknown },
  ): Promise<{ status: number; body: any }>
}

export type Created = { id: string; [key: string]: any }

/** Returns the body of a successful response; throws an error with the status and body of a refusal. */
export async function send<T>(
  api: Api,
  method: string,
  path: string,
  { token, body }: { token?: string | undefined; body?: unknown } = {},
): Promise<T> {
  const response = await api.request(method, path, {
    ...(token && { token }),
    ...(body !== undefined && { body }),
  })
  if (response.status >= 300)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(response.body)}`)
  return response.body
}

export const create = <T = Created>(api: Api, token: string, path: string, body: object): Promise<T> =>
  send<T>(api, 'POST', path, { token, body })

export const aroundTheClock = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  opens: '00:00',
  closes: '24:00',
}))

export const hourlyRate = 60_000

/** Makes a location that is always open, unless `weekly` says otherwise. */
export async function makeLocation(
  api: Api,
  token: string,
  { weekly = aroundTheClock, ...fields }: { weekly?: object[]; [key: string]: unknown } = {},
): Promise<Created> {
  const body = { name: 'Loft on Pokrovka', timeZone: 'Europe/Moscow', currency: 'RUB', ...fields }
  const location = await create(api, token, 'locations', body)
  await send(api, 'PUT', `locations/${location.id}/opening-hours`, { token, body: { weekly } })
  return location
}

export const makeTariff = (api: Api, token: string, fields: object = {}): Promise<Created> =>
  create(api, token, 'tariffs', { name: 'Hourly', currency: 'RUB', hourlyRate, ...fields })

export const makeSpace = (
  api: Api,
  token: string,
  fields: { locationId: string; tariffId: string; [key: string]: unknown },
): Promise<Created> =>
  create(api, token, 'spaces', { name: 'Room', type: 'meeting_room', capacity: 6, ...fields })

export const topUp = (
  api: Api,
  token: string,
  userId: string,
  amount: number,
  fields: { memo?: string } = {},
): Promise<Created> =>
  create(api, token, `users/${userId}/wallet/entries`, { kind: 'top_up', amount, ...fields })
