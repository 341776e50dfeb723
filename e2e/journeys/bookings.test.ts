import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import type { Site } from '../harness/prepare-site.ts'
import {
  adminToken,
  book,
  bookingsOf,
  entriesOf,
  makeLocation,
  makeMember,
  makeRoom,
} from '../harness/site-data.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const actionButton = (visit: Visit, name: 'move' | 'cancel', room: string) =>
  button(visit, visit.words.bookings.actionOn, { action: visit.words.bookings.action[name], name: room })

/** Opens the dialog that asks about a cancellation, and waits for the refund in it. */
async function askToCancel(visit: Visit, room: string): Promise<void> {
  await actionButton(visit, 'cancel', room).click()
  await dialog(visit).getByText(textPattern(visit.words.bookings.cancel.refundAll)).waitFor()
}

/** A member with a booking in three days, from 14:00 to 15:00 in Moscow. */
async function makeMemberWithBooking(site: Site) {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(3)
  const slot = { startsAt: moscow(date, '14:00'), endsAt: moscow(date, '15:00') }
  const { id } = await book(site, member, { spaceId: room.id, ...slot })
  return { room, member, date, id }
}

async function countClicks(visit: Visit, steps: () => Promise<void>): Promise<number> {
  const before = await visit.clicks()
  await steps()
  return (await visit.clicks()) - before
}

it.each([
  { language: 'en', size: 'phone' },
  { language: 'ru', size: 'desktop' },
] as const)(
  'A member moves a booking and cancels it, each in at most three clicks from the start page, with the money shown first ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
    const date = dayFromNow(2)
    const { id } = await book(site, member, {
      spaceId: room.id,
      startsAt: moscow(date, '14:00'),
      endsAt: moscow(date, '15:00'),
    })
    await withVisit(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      const clicksToMove = await countClicks(visit, async () => {
        await link(visit, words.common.nav.bookings).click()
        await actionButton(visit, 'move', room.name).click()
        await dialog(visit).getByLabel(words.bookings.move.time, { exact: true }).selectOption('16:00')
        await dialog(visit).getByLabel(words.bookings.move.length, { exact: true }).selectOption('120')
        await dialog(visit).getByText(words.bookings.move.ownTime).waitFor()
        await dialog(visit).getByText(textPattern(words.bookings.move.charges)).waitFor()
        await checkScreen(visit)
        await button(visit, words.bookings.move.submit).click()
        await expectToast(visit, words.bookings.move.done)
      })
      expect(clicksToMove).toBeLessThanOrEqual(3)
      expect((await bookingsOf(site, member)).map(({ startsAt }) => Date.parse(startsAt))).toEqual([
        Date.parse(moscow(date, '16:00')),
      ])

      await link(visit, words.common.nav.find).click()
      const clicksToCancel = await countClicks(visit, async () => {
        await link(visit, words.common.nav.bookings).click()
        await actionButton(visit, 'cancel', room.name).click()
        await dialog(visit).getByText(textPattern(words.bookings.cancel.refundAll)).waitFor()
        await checkScreen(visit)
        await button(visit, words.bookings.cancel.submit).click()
        await expectToast(visit, words.bookings.cancel.done)
      })
      expect(clicksToCancel).toBeLessThanOrEqual(3)
      await page.getByText(textPattern(words.bookings.empty.upcoming)).waitFor()
      await checkScreen(visit)
      expect(visit.loads()).toBe(1)
      expect((await entriesOf(site, member))[0]).toMatchObject({ kind: 'refund', balanceAfter: 1_000_000 })
      await page.goto(`/bookings/${id}`)
      await page.getByText(textPattern(words.bookings.page.refunded)).waitFor()
      await checkScreen(visit)
    })
  },
)

it('A booking in a location that was deactivated is shown in the zone of this location', async () => {
  const site = inject('sites').ru
  const locationId = await makeLocation(site, { timeZone: 'Asia/Tokyo' })
  const [room, member, token] = await Promise.all([
    makeRoom(site, { locationId }),
    makeMember(site),
    adminToken(site),
  ])
  const date = dayFromNow(3)
  const slot = { startsAt: `${date}T05:00:00Z`, endsAt: `${date}T06:00:00Z` }
  const { id } = await book(site, member, { spaceId: room.id, ...slot })
  await call(site.url, 'PATCH', `locations/${locationId}`, { token, body: { isActive: false } })
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    const time = page.getByText(/14:00\D+15:00/).first()
    await link(visit, words.common.nav.bookings).click()
    await time.waitFor()
    await actionButton(visit, 'cancel', room.name).click()
    await dialog(visit)
      .getByText(/14:00\D+15:00/)
      .waitFor()
    await page.goto(`/bookings/${id}`)
    await time.waitFor()
    await page.getByText(textPattern(words.common.zone.ahead)).waitFor()
  })
})

it('The page of a booking names its space after the space was deactivated', async () => {
  const site = inject('sites').en
  const [room, member, token] = await Promise.all([makeRoom(site), makeMember(site), adminToken(site)])
  const date = dayFromNow(3)
  const slot = { startsAt: moscow(date, '14:00'), endsAt: moscow(date, '15:00') }
  const { id } = await book(site, member, { spaceId: room.id, ...slot })
  await call(site.url, 'PATCH', `spaces/${room.id}`, { token, body: { isActive: false } })
  await withVisit(site, { as: member }, async ({ page }) => {
    await page.goto(`/bookings/${id}`)
    await page.getByText(room.name, { exact: true }).waitFor()
  })
})

it('A member whose booking is cancelled in another window while the dialog asks about its cancellation is told so, and what was refunded', async () => {
  const site = inject('sites').en
  const { room, member, id } = await makeMemberWithBooking(site)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto('/bookings')
    await askToCancel(visit, room.name)
    const { submit, notPossible } = words.bookings.cancel
    await call(site.url, 'POST', `bookings/${id}/cancel`, { token: member.token, body: {} })
    await button(visit, submit).click()
    await dialog(visit)
      .getByText(textPattern(notPossible, { status: words.common.status.cancelled }))
      .waitFor()
    await dialog(visit).getByText(textPattern(words.bookings.page.refunded)).waitFor()
    expect(await button(visit, submit).count()).toBe(0)
    await checkScreen(visit)
  })
})

it('A member whose booking is moved in another window while the dialog asks about its cancellation is shown the new time and asked again', async () => {
  const site = inject('sites').en
  const { room, member, date, id } = await makeMemberWithBooking(site)
  await withVisit(site, { as: member, expects: /412/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/bookings')
    await askToCancel(visit, room.name)
    const body = { startsAt: moscow(date, '16:00'), endsAt: moscow(date, '17:00') }
    await call(site.url, 'PATCH', `bookings/${id}`, { token: member.token, body })
    const submit = button(visit, words.bookings.cancel.submit)
    await submit.click()
    await dialog(visit).getByRole('alert').waitFor()
    await dialog(visit)
      .getByText(/16:00\D+17:00/)
      .waitFor()
    expect((await bookingsOf(site, member)).map(({ status }) => status)).toEqual(['confirmed'])
    await submit.click()
    await expectToast(visit, words.bookings.cancel.done)
  })
})

it('A booking stays where its dialog is closed while the refund is calculated again after the click', async () => {
  const site = inject('sites').en
  const { room, member, id } = await makeMemberWithBooking(site)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    const booking = `**/api/v1/bookings/${id}`
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.url()))
    await page.goto('/bookings')
    await askToCancel(visit, room.name)
    const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await page.route(booking, async (route) => {
      asked.resolve()
      await closed.promise
      await route.continue()
    })
    await button(visit, words.bookings.cancel.submit).click()
    await asked.promise
    await page.keyboard.press('Escape')
    await dialog(visit).waitFor({ state: 'hidden' })
    const checked = page.waitForResponse(booking)
    closed.resolve()
    await checked
    await askToCancel(visit, room.name)
    expect(sent.filter((url) => url.endsWith('/cancel'))).toEqual([])
    expect(await bookingsOf(site, member)).toMatchObject([{ status: 'confirmed' }])
  })
})
