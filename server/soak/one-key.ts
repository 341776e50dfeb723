import { hourlyRate } from '../../testing/coworking.ts'
import type { Report } from '../../testing/figures.ts'
import { interval, makeMember, makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import type { Wallet } from '../src/modules/wallet/wallet.schema.ts'
import { findLostBookings, findViolations } from './books.ts'
import { withFreshService } from './fresh-service.ts'
import { createRace } from './race.ts'

const spaces = 8

/** Sends one request with one Idempotency-Key `clients` times at once. There must be one booking, one charge, and one response for all. */
export function raceWithOneKey({ clients, rounds }: { clients: number; rounds: number }): Promise<Report> {
  // One member makes all bookings.
  const settings = { MAX_LIVE_BOOKINGS: String(rounds) }
  return withFreshService(
    clients,
    async (service, client) => {
      const { admin, spaceIds } = await makeMembersFixture(client, { spaces, members: 0 })
      const member = await makeMember(client, admin, rounds * hourlyRate)
      const token = await member.token()
      const race = createRace(`${rounds} keys, each sent ${clients} times`)
      for (let round = 0; round < rounds; round++) {
        const range = interval(Math.floor(round / spaces) * 60, 60)
        const body = { spaceId: spaceIds[round % spaces], ...range, title: `key ${round}` }
        const options = { token, body, key: `key-${round}` }
        const copies = Array.from({ length: clients }, () =>
          client.request<Booking>('POST', 'bookings', options),
        )
        const responses = await Promise.all(copies)
        race.checkRound(round, responses, { winners: clients, refusal: 'none' })
        const distinct = new Set(responses.map((response) => JSON.stringify(response.body))).size
        const originals = responses.filter((response) => !response.replayed).length
        if (distinct !== 1 || originals !== 1)
          race.broken.push(
            `key ${round}: ${distinct} different responses, ${originals} not marked as replayed`,
          )
        const [first] = responses
        if (first) race.broken.push(...(await findLostBookings(service.dataDir, [first.body])))
      }
      const { body } = await client.request<Wallet>('GET', 'me/wallet', { token })
      if (body.balances[0]?.balance !== 0)
        race.broken.push(`the balance is ${body.balances[0]?.balance}, not 0`)
      return { figures: [race.row()], broken: [...race.broken, ...(await findViolations(service.dataDir))] }
    },
    settings,
  )
}
