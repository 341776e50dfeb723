import { create, makeSpace, makeTariff } from '../../testing/coworking.ts'
import { type Client, createClient } from '../../testing/processes/http-client.ts'
import { interval, type MembersFixture, makeMembersFixture } from '../../testing/processes/members-fixture.ts'

const dayMinutes = 1_440
// The largest tariff that is allowed: a hundred rules with the longest labels. All are free.
const rules = Array.from({ length: 100 }, (_, n) => ({
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: timeOf(n * 14),
  to: timeOf((n + 1) * 14),
  hourlyRate: 0,
  label: `${n} `.padEnd(60, 'x'),
}))
// A day has more than a hundred lines of a quote, and a quote has at most a thousand lines, so nine days make the longest quote.
const longDays = 9
// Each member has more bookings with the longest quote than a page of 2 MB holds.
const longBookings = 15
const members = 8
// All bookings of the members have ended by then.
const freeAfterDays = 2_000

function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** What the attackers know: ids that anybody can read, and a token for each attacker. */
export type Fixture = { spaceId: string; locationId: string; tokens: string[]; costlessSpaceId: string }

export async function makeFixture(url: string): Promise<Fixture> {
  const client = createClient(() => url, 4)
  const fixture = await makeMembersFixture(client, { spaces: 40, members })
  const [spaceId = ''] = fixture.spaceIds
  const space = await client.request<{ locationId: string }>('GET', `spaces/${spaceId}`)
  const { locationId } = space.body
  const tokens = await Promise.all(fixture.members.map((member) => member.token()))
  const costlessSpaceId = await bookCostlessSpace(client, fixture, locationId, tokens)
  client.close()
  return { spaceId, locationId, tokens, costlessSpaceId }
}

/** Makes a space that costs nothing, and long bookings of every member in it. Returns its id. */
async function bookCostlessSpace(
  client: Client,
  fixture: MembersFixture,
  locationId: string,
  tokens: string[],
) {
  const admin = await fixture.admin.token()
  const lengths = { minMinutes: 60, maxMinutes: longDays * dayMinutes, maxAdvanceDays: 3_650 }
  const tariff = await makeTariff(client, admin, { hourlyRate: 0, rules, stepMinutes: 60, ...lengths })
  const { id: spaceId } = await makeSpace(client, admin, {
    name: 'Costless',
    locationId,
    tariffId: tariff.id,
  })
  for (let n = 0; n < longBookings * members; n++) {
    const during = interval((1 + n * longDays) * dayMinutes, longDays * dayMinutes)
    await create(client, tokens[n % members] as string, 'bookings', { spaceId, ...during })
  }
  return spaceId
}

/** The longest interval that the tariff of the costless space allows; each `n` has another hour. */
export const longestInterval = (n: number) =>
  interval(freeAfterDays * dayMinutes + n * 60, longDays * dayMinutes)

/** The longest interval at a time that members have booked, so that the refusal lists alternatives. */
export const longestTakenInterval = (n: number) => {
  const days = longBookings * members * longDays
  return interval(dayMinutes + ((n * 60) % ((days - longDays) * dayMinutes)), longDays * dayMinutes)
}
