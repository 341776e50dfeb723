import { expect, it } from 'vitest'
import { at, changeStatus, makeBooking, travelTo } from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'

const { service, member, makeRoom } = useNewSpaces()

it.each([
  ['tells the member to check in', false],
  ['that is sent only after the member has checked in does not tell so', true],
])('the mail that confirms a booking %s', async (_, hasCheckedIn) => {
  const { id: spaceId } = await makeRoom({ requiresCheckIn: true })
  const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-05', '10:00', '11:00') })
  await travelTo(service, '2026-12-05T09:55:00+03:00', member)
  if (hasCheckedIn) expect((await changeStatus(service, member, 'check-in', id)).status).toBe(200)
  const mails = await service.mailsTo(member.email)
  expect(mails.map(({ subject, text }) => [subject.split(':')[0], text.includes('Check in')])).toEqual([
    ['Booking confirmed', !hasCheckedIn],
  ])
})
