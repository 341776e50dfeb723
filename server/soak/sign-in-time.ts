import { type Line, median, type Report } from '../../testing/figures.ts'
import type { Answer, Client } from '../../testing/processes/http-client.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { withFreshService } from './fresh-service.ts'

// How far the medians may lie apart, on a machine that does other things as well.
const tolerance = 0.1

type Attempt = { who: string; email: string; password: string }
type SignedIn = { accessToken: string; user: { id: string } }

/**
 * How long sign-ins take, by why they fail. One at a time and by turns, so that whatever else the machine does slows all of
 * them alike. Who has no account and who has another password must be answered the same, and after the same time.
 */
export function measureSignIns({ rounds }: { rounds: number }): Promise<Report> {
  return withFreshService(1, async (_service, client) => {
    const attempts = await prepare(client)
    const answers = new Map(attempts.map(({ who }) => [who, [] as Answer<unknown>[]]))
    for (let round = 0; round < rounds; round++)
      for (const { who, ...credentials } of attempts)
        answers.get(who)?.push(await client.request('POST', 'auth/login', { body: credentials }))
    const unknown = answers.get('unknown email') ?? []
    const [base, expected] = [medianOf(unknown), textOf(unknown)]
    const figures: Line[] = []
    const broken: string[] = []
    for (const [who, of] of answers) {
      const ratio = medianOf(of) / base
      figures.push({
        'sign-in': `${rounds} × ${who}`,
        answer: of[0]?.status ?? '-',
        'median ms': medianOf(of).toFixed(2),
        'to unknown email': ratio.toFixed(3),
      })
      if (!who.includes('wrong')) continue
      if (textOf(of) !== expected) broken.push(`${who}: answered ${textOf(of)}, not ${expected}`)
      if (Math.abs(ratio - 1) > tolerance)
        broken.push(`${who}: takes ${ratio.toFixed(3)} of an unknown email`)
    }
    return { figures, broken }
  })
}

const medianOf = (answers: Answer<unknown>[]): number => median(answers.map((answer) => answer.ms))

/** Each distinct answer once, without the id of its request. */
function textOf(answers: Answer<unknown>[]): string {
  const texts = answers.map(({ status, body }) =>
    JSON.stringify([status, { ...(body as object), requestId: '' }]),
  )
  return [...new Set(texts)].join(' or ')
}

/** An account, and one that is blocked. */
async function prepare(client: Client): Promise<Attempt[]> {
  const register = (email: string) => {
    const body = { email, password: adminPassword, firstName: 'Anna', lastName: 'Volkova' }
    return client.request<SignedIn>('POST', 'auth/register', { body })
  }
  const [known, blocked] = ['known@example.com', 'blocked@example.com']
  await register(known)
  const { body } = await register(blocked)
  const credentials = { email: adminEmail, password: adminPassword }
  const admin = await client.request<SignedIn>('POST', 'auth/login', { body: credentials })
  const token = admin.body.accessToken
  await client.request('PATCH', `users/${body.user.id}`, { token, body: { blocked: true } })
  return [
    { who: 'unknown email', email: 'nobody@example.com', password: 'not the password' },
    { who: 'wrong password', email: known, password: 'not the password' },
    { who: 'wrong password, blocked', email: blocked, password: 'not the password' },
    { who: 'right password, blocked', email: blocked, password: adminPassword },
    { who: 'right password', email: known, password: adminPassword },
  ]
}
