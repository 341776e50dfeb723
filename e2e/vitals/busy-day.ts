import { makeSpace, topUp } from '../../testing/coworking.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { apiOf, call, type Session, signIn } from '../harness/api.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import type { Site } from '../harness/prepare-site.ts'

const spaces = 100
const bookingsEach = 5

export const dayAhead = dayFromNow(3)

/** A hundred spaces, each booked five times on one day. */
export async function makeBusyDay({ url, locationId, tariffId }: Site): Promise<void> {
  const token = await signIn(url, adminEmail, adminPassword)
  const person = { email: 'busy@example.com', password: adminPassword, firstName: 'Anna', lastName: 'Orlova' }
  const member = await call<Session>(url, 'POST', 'auth/register', { body: person })
  const api = apiOf(url)
  await topUp(api, token, member.user.id, 10_000_000_000)
  let number = 0
  const makeSpaces = async () => {
    while (number < spaces) {
      number += 1
      const name = `Desk ${number}`
      const { id } = await makeSpace(api, token, { locationId, tariffId, name, type: 'desk', capacity: 1 })
      for (let nth = 0; nth < bookingsEach; nth++) {
        const hour = (each: number) => `${String(8 + each).padStart(2, '0')}:00`
        const slot = {
          startsAt: moscow(dayAhead, hour(nth * 2)),
          endsAt: moscow(dayAhead, hour(nth * 2 + 1)),
        }
        await call(url, 'POST', 'bookings', { token: member.accessToken, body: { spaceId: id, ...slot } })
      }
    }
  }
  await Promise.all(Array.from({ length: 6 }, makeSpaces))
}
