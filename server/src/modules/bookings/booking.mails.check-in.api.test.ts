import { expect, it } from 'vitest'
import { at, changeStatus, makeBooking } from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'

const { service, coworking, member, makeRoom } = useNewSpaces()

it('a mail tells the member to check in only once the booking is approved', async () => {
  const { id: spaceId } = await makeRoom({ requiresCheckIn: true, requiresApproval: true })
  const { id } = await makeBooking(service, member, { spaceId, ...at('2026-12-05', '10:00', '11:00') })
  await service.mailsTo(member.email)
  expect((await changeStatus(service, coworking.admin, 'approve', id)).status).toBe(200)
  const mails = await service.mailsTo(member.email)
  expect(mails.map(({ subject, text }) => [subject.split(':')[0], text.includes('Check in')])).toEqual([
    ['Booking is awaiting approval', false],
    ['Booking approved', true],
  ])
})
