import { withoutInvalidation } from '../server/src/db/invalidate.ts'
import { type Person, password } from './factories.ts'
import type { TestResponse, TestService } from './harness.ts'

type SignedUpMember = { email: string; accessToken: string; refreshToken: string; user: { id: string } }

/** Returns the token in the link of a mail. */
export const tokenIn = (mail: { text: string } | undefined): string =>
  /#(\S+)/.exec(mail?.text ?? '')?.[1] ?? ''

/** Blocks a person in the database directly, as another instance would do it. */
export const blockInDatabase = ({ deps }: TestService, { id }: Person) =>
  withoutInvalidation(deps.db)
    .updateTable('users')
    .set({ blockedAt: '2026-12-01T00:00:00Z' })
    .where('id', '=', id)
    .execute()

/** The steps with which tests sign up, refresh a session and find the token of a mailed link, by the public routes. */
export function sessionSteps(service: TestService) {
  let userCount = 0
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<TestResponse> =>
    service.request('POST', path, { body, headers })
  return {
    post,
    async signUp(): Promise<SignedUpMember> {
      userCount += 1
      const registration = {
        email: `guest${userCount}@example.com`,
        password,
        firstName: 'Guest',
        lastName: 'One',
      }
      return { ...registration, ...(await post('auth/register', registration)).body }
    },
    refresh: (refreshToken: string, headers: Record<string, string> = {}): Promise<TestResponse> =>
      post('auth/refresh', { refreshToken }, headers),
    /** The token in the last mail to this address that links to that page: mails with other links may be sent after it. */
    async tokenMailedTo(email: string, page = 'reset-password'): Promise<string> {
      return tokenIn((await service.mailsTo(email)).findLast(({ text }) => text.includes(`/${page}#`)))
    },
  }
}
