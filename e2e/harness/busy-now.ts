import { aroundTheClock } from '../../testing/coworking.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { call, signIn } from './api.ts'

// Pictures are made at any hour of a day without a holiday, but the demo coworking has opening hours. These functions open the location temporarily, and make
// bookings of members who have checked in, who are late and who come next.

type Offer = { space: { id: string; type: string } }
type Items<T> = { items: T[] }

const halfHourMs = 30 * 60_000

async function signInAsAdmin(url: string) {
  const token = await signIn(url, adminEmail, adminPassword)
  const get = async <T>(path: string) => (await call<Items<T>>(url, 'GET', path, { token })).items
  const locationId = (await get<{ id: string }>('locations'))[0]?.id ?? ''
  const send = (path: string, body: object = {}, method = 'POST') =>
    call<{ id: string }>(url, method, path, { token, body })
  return { get, send, locationId }
}

/** Opens the location around the clock; the returned function restores its own hours. */
export async function openNow(url: string): Promise<() => Promise<unknown>> {
  const { send, locationId } = await signInAsAdmin(url)
  const path = `locations/${locationId}/opening-hours`
  const before = await call<object>(url, 'GET', path)
  await send(path, { weekly: aroundTheClock }, 'PUT')
  return () => send(path, before, 'PUT')
}

/** Books for twelve people: seven have checked in, one is late, four come within an hour. */
export async function fillNow(url: string): Promise<void> {
  const { get, send, locationId } = await signInAsAdmin(url)
  const start = Math.floor(Date.now() / halfHourMs) * halfHourMs
  /** Both numbers are half hours; the first counts from the running one. */
  const slot = (from: number, length: number) => ({
    startsAt: new Date(start + from * halfHourMs).toISOString(),
    endsAt: new Date(start + (from + length) * halfHourMs).toISOString(),
  })
  const { startsAt: from, endsAt: to } = slot(0, 7)
  const query = new URLSearchParams({ locationId, from, to, limit: '1000' })
  const offers = await get<Offer>(`availability?${query}`)
  const usable = offers.filter(({ space }) => /^(desk|meeting_room)$/.test(space.type))
  const members = await get<{ id: string }>('users?role=member&limit=12')
  for (const [index, member] of members.entries()) {
    const offer = usable[index]
    // The holidays on which the demo coworking is closed are such a time.
    if (!offer) throw new Error('fewer than twelve places are free now')
    await send(`users/${member.id}/wallet/entries`, {
      kind: 'top_up',
      channel: 'terminal',
      amount: 1_000_000,
    })
    const comesNext = index % 3 === 2
    const time = slot(comesNext ? 2 : 0, 2 + (index % 4))
    const { id } = await send('bookings', { spaceId: offer.space.id, userId: member.id, ...time })
    const isLate = index === 4
    if (!comesNext && !isLate) await send(`bookings/${id}/check-in`)
  }
}
