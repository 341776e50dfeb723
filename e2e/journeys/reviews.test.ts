import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow } from '../harness/day.ts'
import {
  admin,
  adminToken,
  makeCompletedBooking,
  makeMember,
  makeRoom,
  moderateReview,
  reviewsOf,
  writeReview,
} from '../harness/site-data.ts'
import { bookButton, button, dialog, expectFocus, expectToast, search } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const sites = inject('sites')

it('Before booking, a member reads the approved reviews of a space page by page, and no others', async () => {
  const site = sites.en
  const room = await makeRoom(site)
  const texts = Array.from({ length: 6 }, (_, index) => `Quiet, bright and warm: ${index + 1}`)
  for (const text of texts) {
    const id = await writeReview(site, await makeMember(site), room, { rating: 4, text })
    await moderateReview(site, id, 'approve')
  }
  await writeReview(site, await makeMember(site), room, { rating: 1, text: 'Nobody let this through' })
  await withVisit(site, { size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await search(visit, { people: 6, date: dayFromNow(1), time: '11:00' })
    await bookButton(visit, room.name).click()
    await dialog(visit)
      .getByText(textPattern(words.reviews.of.summary, { average: 4, count: 6 }))
      .click()
    const reviews = page.getByRole('list', { name: textPattern(words.reviews.of.list, { name: room.name }) })
    await reviews.getByText('Quiet, bright and warm: 6').waitFor()
    expect(await reviews.getByRole('listitem').count()).toBe(5)
    await checkScreen(visit)
    await dialog(visit).getByRole('button', { name: words.common.action.more }).click()
    await reviews.getByText('Quiet, bright and warm: 1').waitFor()
    expect(await reviews.getByRole('listitem').count()).toBe(6)
    await expectFocus(dialog(visit).getByText(words.common.state.allLoaded))
  })
})

it('The page says when reviews cannot be fetched, and when a space has none', async () => {
  const site = sites.ru
  const room = await makeRoom(site)
  await withVisit(site, { expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    await page.route('**/api/v1/spaces/*/reviews*', (route) => route.abort('connectionreset'))
    await search(visit, { people: 6, date: dayFromNow(1), time: '11:00' })
    await bookButton(visit, room.name).click()
    await dialog(visit).getByText(words.reviews.of.none).click()
    await dialog(visit).getByText(words.common.error.network).waitFor()
    await page.unroute('**/api/v1/spaces/*/reviews*')
    await button(visit, words.common.action.retry).click()
    await dialog(visit).getByText(words.reviews.of.empty).waitFor()
  })
})

it('A completed booking shows the review and its status, and the review can be changed', async () => {
  const site = sites.ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await makeCompletedBooking(site, member.id, room.id)
  await withVisit(site, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    const { own } = words.reviews
    await page.goto('/bookings?tab=past')
    const action = (name: string) => button(visit, words.reviews.actionOn, { action: name, name: room.name })
    await action(words.reviews.write).click()
    await button(visit, words.reviews.submit).click()
    await dialog(visit).getByText(words.reviews.ratingMissing).waitFor()
    await dialog(visit).getByRole('radio').last().press('Space')
    await dialog(visit).getByLabel(words.reviews.text).fill('Светло и тихо')
    await button(visit, words.reviews.submit).click()
    await expectToast(visit, words.reviews.done)
    await page.getByText(own.pending).waitFor()
    expect(await action(words.reviews.write).count()).toBe(0)

    const reviews = await reviewsOf(site, member)
    await moderateReview(site, reviews[0]?.id ?? '', 'reject')
    await page.reload()
    await page.getByText(own.rejected).waitFor()
    await checkScreen(visit)
    await action(own.open).click()
    await dialog(visit).getByText(own.rejectedText).waitFor()
    expect(await dialog(visit).getByLabel(words.reviews.text).inputValue()).toBe('Светло и тихо')
    await dialog(visit).getByLabel(words.reviews.text).fill('Светло, тихо и тепло')
    await checkScreen(visit)
    await button(visit, own.submit).click()
    await page.getByText(own.pending).waitFor()
  })
})

it("The staff's page of reviews names the space of a review after the space was deactivated", async () => {
  const site = sites.en
  const [room, member, token] = await Promise.all([makeRoom(site), makeMember(site), adminToken(site)])
  await writeReview(site, member, room, { rating: 4, text: 'Quiet until the end' })
  await call(site.url, 'PATCH', `spaces/${room.id}`, { token, body: { isActive: false } })
  await withVisit(site, { as: admin }, async ({ page }) => {
    await page.goto(`/staff/reviews?location=${site.locationId}`)
    const review = page.getByRole('listitem').filter({ hasText: 'Quiet until the end' })
    await review.getByText(room.name, { exact: true }).waitFor()
  })
})

it('A review that was written in another tab is shown when its dialog is opened, and can be changed there', async () => {
  const site = sites.ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await makeCompletedBooking(site, member.id, room.id)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto('/bookings?tab=past')
    const values = { action: words.reviews.write, name: room.name }
    const write = button(visit, words.reviews.actionOn, values)
    await write.waitFor()
    const body = { rating: 5, text: 'Из другой вкладки' }
    await call(site.url, 'POST', `spaces/${room.id}/reviews`, { token: member.token, body })
    await write.click()
    await dialog(visit).getByText(words.reviews.own.pendingText).waitFor()
    expect(await dialog(visit).getByLabel(words.reviews.text).inputValue()).toBe(body.text)
    await dialog(visit).getByLabel(words.reviews.text).fill('Светло и тихо')
    await button(visit, words.reviews.own.submit).click()
    await expectToast(visit, words.reviews.done)
    expect(await reviewsOf(site, member)).toMatchObject([{ text: 'Светло и тихо' }])
  })
})
