import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, adminToken, bookingsOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { inLanguage, textPattern } from '../harness/words.ts'

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'Staff who book a space that requires approval are told that it must be approved, and its member reads what is refunded meanwhile, and why it was rejected ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [room, member] = await Promise.all([makeRoom(site, { requiresApproval: true }), makeMember(site)])
    await withVisit(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/staff/members/${member.id}`)
      await button(visit, words.members.book).click()
      const field = (label: string) => dialog(visit).getByLabel(label, { exact: true })
      await field(words.staffBookings.book.space).selectOption(room.id)
      await field(words.staffBookings.book.day).fill(dayFromNow(2))
      await field(words.staffBookings.book.time).selectOption('16:00')
      await dialog(visit).getByText(words.staffBookings.book.approval).waitFor()
      await checkScreen(visit)
      await button(visit, words.staffBookings.book.submit, { name: member.firstName }).click()
      await expectToast(visit, words.staffBookings.book.requested)
    })
    const [booking] = await bookingsOf(site, member)
    expect(booking).toMatchObject({ status: 'pending' })
    await withVisit(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/bookings/${booking?.id}`)
      await page.getByText(textPattern(words.bookings.pendingTerms)).waitFor()
      expect(await button(visit, words.bookings.action.calendar).count()).toBe(0)
      await checkScreen(visit)
      const reason = inLanguage(language, 'Under repair', 'Ремонт')
      const token = await adminToken(site)
      await call(site.url, 'POST', `bookings/${booking?.id}/reject`, { token, body: { reason } })
      const shown = page.getByText(textPattern(words.bookings.page.reason, { reason }))
      await page.reload()
      await shown.waitFor()
      await page.goto('/bookings?tab=past')
      await page.getByRole('tab', { name: words.bookings.tab.past }).click()
      await shown.waitFor()
      await checkScreen(visit)
    })
  },
)
