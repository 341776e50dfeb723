import { hourlyRate } from '../../testing/coworking.ts'
import type { Report } from '../../testing/figures.ts'
import type { Client } from '../../testing/processes/http-client.ts'
import { interval, makeMember, makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import type { Wallet } from '../src/modules/wallet/wallet.schema.ts'
import { findViolations } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { createRace } from './race.ts'

const affordable = 5
const remainder = 1_234

/**
 * A wallet can pay for five bookings, and all clients book with it at once, each another slot. Five must succeed, and the balance must be
 * exact; with fewer clients, each booking succeeds. Then all clients cancel one of these bookings at once. It must be refunded once.
 */
export function raceForWallets({ clients, rounds }: { clients: number; rounds: number }): Promise<Report> {
  return withFreshService(clients, async (service, client) => {
    const winners = Math.min(affordable, clients)
    const left = remainder + (affordable - winners) * hourlyRate
    const { admin, spaceIds } = await makeMembersFixture(client, { spaces: clients, members: 0 })
    const booking = createRace(`${rounds} wallets that can pay for ${affordable}, ${clients} clients`)
    const cancelling = createRace(`${rounds} bookings, ${clients} clients cancelling`)
    for (let round = 0; round < rounds; round++) {
      const member = await makeMember(client, admin, affordable * hourlyRate + remainder)
      const token = await member.token()
      const post = (path: string, body: object) => client.request<Booking>('POST', path, { token, body })
      const booked = await Promise.all(
        spaceIds.map((spaceId) => post('bookings', { spaceId, ...interval(round * 60, 60) })),
      )
      booking.checkRound(round, booked, { winners, refusal: 'insufficient_funds' })
      booking.broken.push(...(await wrongBalance(client, token, round, left)))
      const id = booked.find(({ status }) => status === 201)?.body.id
      const cancelled = await Promise.all(spaceIds.map(() => post(`bookings/${id}/cancel`, {})))
      cancelling.checkRound(round, cancelled, { winners: 1, refusal: 'invalid_transition' })
      cancelling.broken.push(...(await wrongBalance(client, token, round, left + hourlyRate)))
    }
    const broken = [...booking.broken, ...cancelling.broken, ...(await findViolations(service.dataDir))]
    return { figures: [booking.row(), cancelling.row()], broken }
  })
}

async function wrongBalance(
  client: Client,
  token: string,
  round: number,
  expected: number,
): Promise<string[]> {
  const { body } = await client.request<Wallet>('GET', 'me/wallet', { token })
  const balance = body.balances[0]?.balance
  return balance === expected ? [] : [`round ${round}: the balance is ${balance}, not ${expected}`]
}
