import { send } from '../../testing/coworking.ts'
import { type FigureRow, median, type Report } from '../../testing/figures.ts'
import type { Client, ClientResponse } from '../../testing/processes/http-client.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { withFreshService } from './fresh-service.ts'

// The medians may differ by this share, because other work of the machine changes them.
const tolerance = 0.1

type Attempt = { name: string; email: string; password: string }
type SignedIn = { accessToken: string; user: { id: string } }

/**
 * Measures how long sign-ins take, by outcome. They are sent one at a time, in turn for each outcome, so that other work of the machine
 * slows all outcomes equally. An unknown email and a wrong password must get equal responses after equal times.
 */
export function measureSignIns({ rounds }: { rounds: number }): Promise<Report> {
  return withFreshService(1, async (_service, client) => {
    const attempts = await prepareAttempts(client)
    const responsesByName = new Map(attempts.map(({ name }) => [name, [] as ClientResponse<unknown>[]]))
    for (let round = 0; round < rounds; round++)
      for (const { name, ...credentials } of attempts)
        responsesByName.get(name)?.push(await client.request('POST', 'auth/login', { body: credentials }))
    const unknown = responsesByName.get('unknown email') ?? []
    const [base, expected] = [medianOf(unknown), textOf(unknown)]
    const figures: FigureRow[] = []
    const broken: string[] = []
    // Without these accounts every email would be unknown, and all times would be equal.
    for (const name of ['right password', 'right password, blocked'])
      if (textOf(responsesByName.get(name) ?? []) === expected)
        broken.push(`${name}: the response is that to an unknown email`)
    for (const [name, responses] of responsesByName) {
      const ratio = medianOf(responses) / base
      figures.push({
        'sign-in': `${rounds} × ${name}`,
        response: responses[0]?.status ?? '-',
        'median ms': medianOf(responses).toFixed(2),
        'to unknown email': ratio.toFixed(3),
      })
      if (!name.includes('wrong')) continue
      if (textOf(responses) !== expected)
        broken.push(`${name}: responded ${textOf(responses)}, not ${expected}`)
      if (Math.abs(ratio - 1) > tolerance)
        broken.push(`${name}: takes ${ratio.toFixed(3)} times as long as an unknown email`)
    }
    return { figures, broken }
  })
}

const medianOf = (responses: ClientResponse<unknown>[]): number =>
  median(responses.map((response) => response.ms))

/** The distinct responses, without the ids of their requests. */
function textOf(responses: ClientResponse<unknown>[]): string {
  const texts = responses.map(({ status, body }) =>
    JSON.stringify([status, { ...(body as object), requestId: '' }]),
  )
  return [...new Set(texts)].join(' or ')
}

/** Makes an account and a blocked one, and returns the sign-ins to measure. */
async function prepareAttempts(client: Client): Promise<Attempt[]> {
  const register = (email: string) => {
    const body = { email, password: adminPassword, firstName: 'Anna', lastName: 'Volkova' }
    return send<SignedIn>(client, 'POST', 'auth/register', { body })
  }
  const [registered, blocked] = ['known@example.com', 'blocked@example.com']
  await register(registered)
  const { user } = await register(blocked)
  const credentials = { email: adminEmail, password: adminPassword }
  const { accessToken: token } = await send<SignedIn>(client, 'POST', 'auth/login', { body: credentials })
  await send(client, 'PATCH', `users/${user.id}`, { token, body: { blocked: true } })
  return [
    { name: 'unknown email', email: 'nobody@example.com', password: 'not the password' },
    { name: 'wrong password', email: registered, password: 'not the password' },
    { name: 'wrong password, blocked', email: blocked, password: 'not the password' },
    { name: 'right password, blocked', email: blocked, password: adminPassword },
    { name: 'right password', email: registered, password: adminPassword },
  ]
}
