import { copySpaces } from '../../testing/copy-spaces.ts'
import {
  at,
  makeBooking,
  makeCoworking,
  makeMember,
  makeSpace,
  type Person,
} from '../../testing/factories.ts'
import type { TestService } from '../../testing/harness.ts'
import { deleteWaitingMails } from '../src/modules/mails/mail.service.ts'

/** The statuses that bookings get when they are due, each with the number of bookings. */
export const outcomes = { expired: 600, completed: 200, no_show: 200 } as const
type Outcome = keyof typeof outcomes

/** The instant at which all bookings are due. */
export const dueAt = '2026-12-02T07:00:00Z'

const kinds: Record<Outcome, { space: object; slot: { startsAt: string; endsAt: string } }> = {
  expired: { space: { requiresApproval: true }, slot: at('2026-12-02', '10:00', '11:00') },
  completed: { space: {}, slot: at('2026-12-02', '09:00', '10:00') },
  no_show: { space: { requiresCheckIn: true }, slot: at('2026-12-02', '09:45', '11:00') },
}
/** The outcomes of five successive bookings; the next five have the same ones. */
const pattern: Outcome[] = ['expired', 'completed', 'expired', 'no_show', 'expired']
const total = 1_000
const memberCount = 20

/**
 * Makes a thousand bookings of a thousand spaces, all due at one instant, and deletes the mails about them. The booking in the middle,
 * which will expire, belongs to a member without other bookings; the id of that member is returned.
 */
export async function makeDueBookings(service: TestService): Promise<{ singleBookingMemberId: string }> {
  const { admin, location, tariff } = await makeCoworking(service, { tariff: { stepMinutes: 15 } })
  const spaceIds = { expired: [] as string[], completed: [] as string[], no_show: [] as string[] }
  for (const outcome of Object.keys(outcomes) as Outcome[]) {
    const place = { locationId: location.id, tariffId: tariff.id, ...kinds[outcome].space }
    const { id } = await makeSpace(service, admin, place)
    spaceIds[outcome] = await copySpaces(service, id, outcomes[outcome])
  }
  const members = await Promise.all(Array.from({ length: memberCount }, () => makeMember(service, admin)))
  const singleBookingMember = await makeMember(service, admin)
  const bookEvery = async (first: number) => {
    for (let index = first; index < total; index += memberCount) {
      const outcome = pattern[index % pattern.length] as Outcome
      const owner = index === total / 2 ? singleBookingMember : (members[first] as Person)
      const spaceId = spaceIds[outcome].pop() as string
      await makeBooking(service, owner, { spaceId, ...kinds[outcome].slot })
    }
  }
  await Promise.all(members.map((_, first) => bookEvery(first)))
  await service.deps.db.transaction().execute(deleteWaitingMails)
  return { singleBookingMemberId: singleBookingMember.id }
}
