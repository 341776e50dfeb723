import { describe, expect, it } from 'vitest'
import { makePerson, password } from '../../../testing/factories.ts'
import { startTestService } from '../../../testing/harness.ts'

/** The client address by which a sign-in is recorded and throttled. */
async function addressSeen(trust: string, forwarded: string): Promise<string> {
  const service = await startTestService({ TRUST_PROXY: trust })
  try {
    const { email } = await makePerson(service)
    const { body } = await service.request('POST', 'auth/login', {
      body: { email, password },
      headers: { 'x-forwarded-for': forwarded },
    })
    const sessions = await service.request('GET', 'me/sessions', { token: body.accessToken })
    return sessions.body.items.find((session: { current: boolean }) => session.current).address
  } finally {
    await service.stop()
  }
}

describe('the address of a client', () => {
  // A proxy appends the address of its client at the right end of the header.
  const forwarded = '198.51.100.1, 203.0.113.7, 192.0.2.9'

  it.each([
    ['without a proxy the address of the connection, whatever the header says', 'false', '127.0.0.1'],
    ['behind one proxy the last address of the header', 'true', '192.0.2.9'],
    ['behind two proxies the last but one', '2', '203.0.113.7'],
  ])('is %s', async (_, trust, address) => expect(await addressSeen(trust, forwarded)).toBe(address))
})
