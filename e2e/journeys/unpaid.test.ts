import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import { admin, bookingsOf, entriesOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'Staff see until when a booking must be paid for, and settle it with what the member pays at the card terminal ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 20_000)])
    const [startsAt, endsAt] = ['09:00', '10:00'].map((time) => moscow(dayFromNow(3), time))
    const body = { spaceId: room.id, startsAt, endsAt, payment: 'online' }
    await call(site.url, 'POST', 'bookings', { token: member.token, body })
    await withVisit(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/staff/members/${member.id}`)
      const row = page.getByRole('row').filter({ hasText: room.name })
      await row.getByRole('button').click()
      await dialog(visit).getByText(textPattern(words.payments.hold.until)).waitFor()
      await checkScreen(visit)
      await dialog(visit).getByRole('button', { name: words.today.pay, exact: true }).click()
      const channel = dialog(visit).getByLabel(textPattern(words.staffBookings.take))
      expect(await channel.inputValue()).toBe('cash')
      await checkScreen(visit)
      await channel.selectOption('terminal')
      await button(visit, words.staffBookings.pay.submit).click()
      await expectToast(visit, words.staffBookings.pay.done)
      await row.getByText(words.common.status.confirmed).waitFor()
    })
    expect(await bookingsOf(site, member)).toMatchObject([{ status: 'confirmed' }])
    expect(await entriesOf(site, member)).toMatchObject([
      { kind: 'charge', amount: -60_000 },
      { kind: 'top_up', amount: 40_000, channel: 'terminal' },
      { kind: 'top_up', amount: 20_000 },
    ])
  },
)
