import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import { adminToken, book, bookingsOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const moveButton = (visit: Visit, name: string) =>
  button(visit, visit.words.bookings.actionOn, { action: visit.words.bookings.action.move, name })

it('A member whose refund of a move falls after it was shown is asked again before the booking is moved', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(3)
  const slot = { startsAt: moscow(date, '14:00'), endsAt: moscow(date, '16:00') }
  await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto('/bookings')
    await moveButton(visit, room.name).click()
    // The first quote of an hour shows a higher refund, as before a deadline.
    let quotes = 0
    await page.route('**/api/v1/quotes', async (route) => {
      const isOfAnHour = Date.parse(route.request().postDataJSON().endsAt) < Date.parse(slot.endsAt)
      if (!isOfAnHour || quotes > 0) return route.continue()
      quotes += 1
      const quote = await (await route.fetch()).json()
      await route.fulfill({ json: { ...quote, move: { ...quote.move, refund: quote.move.refund + 100 } } })
    })
    await dialog(visit).getByLabel(words.bookings.move.length, { exact: true }).selectOption('60')
    await dialog(visit).getByText(textPattern(words.bookings.move.refunds)).waitFor()
    const submit = button(visit, words.bookings.move.submit)
    await submit.click()
    await dialog(visit).getByText(words.bookings.cancel.refundNew).waitFor()
    expect((await bookingsOf(site, member)).map(({ endsAt }) => Date.parse(endsAt))).toEqual([
      Date.parse(slot.endsAt),
    ])
    await checkScreen(visit)
    await submit.click()
    await expectToast(visit, words.bookings.move.done)
  })
})

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'A member who moves an approved booking reads before and after the click that staff must approve it again ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [room, member, token] = await Promise.all([
      makeRoom(site, { requiresApproval: true }),
      makeMember(site),
      adminToken(site),
    ])
    const date = dayFromNow(3)
    const slot = { startsAt: moscow(date, '14:00'), endsAt: moscow(date, '15:00') }
    const { id } = await book(site, member, { spaceId: room.id, ...slot })
    await call(site.url, 'POST', `bookings/${id}/approve`, { token, body: {} })
    await withVisit(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      await page.goto('/bookings')
      await moveButton(visit, room.name).click()
      await dialog(visit).getByLabel(words.bookings.move.time, { exact: true }).selectOption('16:00')
      await dialog(visit).getByText(words.bookings.move.approval, { exact: true }).waitFor()
      await checkScreen(visit)
      await button(visit, words.bookings.move.submit).click()
      await expectToast(visit, words.bookings.move.requested)
      expect(await bookingsOf(site, member)).toMatchObject([{ status: 'pending' }])
    })
  },
)
