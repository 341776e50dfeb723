import type { Page, Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import type { Site } from '../harness/prepare-site.ts'
import { admin, entriesOf, makeMember, makeRoom, type Person, type Room } from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { inLanguage, textPattern } from '../harness/words.ts'

const sites = inject('sites')

/** Clicks a room that is free now, on the page Today. */
async function chooseFreeRoom({ page, words }: Visit, room: Room): Promise<void> {
  const free = page.getByRole('region', { name: words.today.free, exact: true })
  const place = free.getByText(room.name, { exact: true })
  const more = free.getByRole('button', { name: textPattern(words.today.showAll_other) })
  await place.or(more).first().waitFor()
  if ((await place.count()) === 0) await more.click()
  await place.click()
}

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'A person without an account has paid in cash and is checked in after at most six clicks and two fields ($language, $size)',
  async ({ language, size }) => {
    const site = sites[language]
    const room = await makeRoom(site)
    const first = inLanguage(language, 'Vera', 'Вера')
    await withVisit(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto('/staff/today')
      const before = await visit.clicks()
      await chooseFreeRoom(visit, room)
      await button(visit, words.staffBookings.book.newPerson).click()
      await dialog(visit)
        .getByLabel(words.staff.newPerson.name)
        .fill(`${first} ${inLanguage(language, 'Volkova', 'Волкова')}`)
      await dialog(visit).getByLabel(words.staff.newPerson.contact).fill('8 921 765-43-21')
      await checkScreen(visit)
      await button(visit, words.staff.newPerson.submit).click()
      await dialog(visit).getByLabel(words.staffBookings.book.checkIn).waitFor()
      await checkScreen(visit)
      await button(visit, words.staffBookings.book.submit, { name: first }).click()
      await expectToast(visit, words.staffBookings.book.checkedIn)
      expect((await visit.clicks()) - before).toBeLessThanOrEqual(6)
    })
  },
)

/** Checks that the cash was taken once, and the booking paid from it. */
async function expectPaidOnce(site: Site, member: Person): Promise<void> {
  const entries = await entriesOf(site, member)
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['charge', -60_000],
    ['top_up', 60_000],
  ])
}

/** Refuses the first booking without sending it to the service, as if its time had begun while the dialog was open. */
async function refuseFirstBooking(page: Page): Promise<void> {
  const body = {
    code: 'starts_in_past',
    status: 422,
    title: 'Refused',
    detail: 'The booking starts in the past.',
  }
  await page.route(
    '**/api/v1/bookings',
    (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(body) }),
    { times: 1 },
  )
}

/** Opens the dialog for a member whose balance is too low. Returns the field for the payment at the front desk. */
async function chooseRoomAndMember(visit: Visit, room: Room, member: Person) {
  const { page, words } = visit
  await page.goto('/staff/today')
  await chooseFreeRoom(visit, room)
  await dialog(visit).getByLabel(words.staffBookings.book.who).fill(member.email)
  await dialog(visit).getByText(member.email).first().click()
  const cash = dialog(visit).getByLabel(textPattern(words.staffBookings.take))
  await cash.waitFor()
  return cash
}

it('Cash is taken once, also where the first booking is refused and the front desk tries again', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: admin, expects: /422 \(/ }, async (visit) => {
    const { page, words } = visit
    const cash = await chooseRoomAndMember(visit, room, member)
    await refuseFirstBooking(page)
    const submit = button(visit, words.staffBookings.book.submit, { name: member.firstName })
    await submit.click()
    await dialog(visit).getByText('The booking starts in the past.').waitFor()
    await cash.waitFor({ state: 'hidden' })
    await submit.click()
    await expectToast(visit, words.staffBookings.book.done)
    await expectPaidOnce(site, member)
  })
})

it('After a refused booking, cash is not taken again until the balance could be fetched', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: admin, expects: /422 \(|net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    const cash = await chooseRoomAndMember(visit, room, member)
    await refuseFirstBooking(page)
    const wallet = `**/api/v1/users/${member.id}/wallet`
    await page.route(wallet, (route) => route.abort('connectionreset'))
    const submit = button(visit, words.staffBookings.book.submit, { name: member.firstName })
    await submit.click()
    await dialog(visit).getByText(words.staffBookings.book.balanceUnknown).waitFor()
    const retry = dialog(visit).getByRole('button', { name: words.common.action.retry })
    await retry.waitFor()
    await expect.poll(() => submit.isDisabled()).toBe(true)
    await checkScreen(visit)
    await page.unroute(wallet)
    await retry.click()
    await cash.waitFor({ state: 'hidden' })
    await submit.click()
    await expectToast(visit, words.staffBookings.book.done)
    await expectPaidOnce(site, member)
  })
})

it('Cash is taken once where the response to the booking is lost at a proxy, although with the new balance the dialog would ask for more cash', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 30_000)])
  await withVisit(site, { as: admin, expects: /504 \(/ }, async (visit) => {
    const { page, words } = visit
    await chooseRoomAndMember(visit, room, member)
    const loseResponse = async (route: Route) => {
      await route.fetch()
      await route.fulfill({ status: 504, body: 'Gateway Timeout' })
    }
    await page.route('**/api/v1/bookings', loseResponse, { times: 1 })
    await button(visit, words.staffBookings.book.submit, { name: member.firstName }).click()
    await dialog(visit).getByText(words.common.unsettled.title).waitFor()
    await checkScreen(visit)
    await button(visit, words.common.unsettled.repeat).click()
    await expectToast(visit, words.staffBookings.book.done)
    const entries = await entriesOf(site, member)
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['charge', -60_000],
      ['top_up', 30_000],
      ['top_up', 30_000],
    ])
  })
})

it('When the search for a member fails the dialog says so, and a retry finds the member', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, { as: admin, expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/today')
    await chooseFreeRoom(visit, room)
    const users = '**/api/v1/users?*'
    await page.route(users, (route) => route.abort('connectionreset'))
    await dialog(visit).getByLabel(words.staffBookings.book.who).fill(member.email)
    await dialog(visit).getByText(words.common.error.network).waitFor()
    await checkScreen(visit)
    await page.unroute(users)
    await button(visit, words.common.action.retry).click()
    await dialog(visit).getByText(member.email).waitFor()
  })
})

it('The purpose that was typed stays while a new person is added', async () => {
  const site = sites.en
  const room = await makeRoom(site)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const { book } = words.staffBookings
    await page.goto('/staff/today')
    await chooseFreeRoom(visit, room)
    const purpose = dialog(visit).getByLabel(book.purpose, { exact: true })
    await purpose.fill('Retro')
    await button(visit, book.newPerson).click()
    await button(visit, words.staff.newPerson.back).click()
    expect(await purpose.inputValue()).toBe('Retro')
  })
})

it('The choice of the card terminal stays while the price of another length is loaded', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: admin }, async (visit) => {
    const { words } = visit
    const cash = await chooseRoomAndMember(visit, room, member)
    await cash.selectOption('terminal')
    const label = dialog(visit).getByText(textPattern(words.staffBookings.take))
    const before = await label.textContent()
    await dialog(visit).getByLabel(words.staffBookings.book.length, { exact: true }).selectOption('30')
    await expect.poll(() => label.allTextContents()).not.toContain(before)
    await cash.waitFor()
    expect(await cash.inputValue()).toBe('terminal')
  })
})

it('The refusal of a booking for one member disappears when staff choose another member', async () => {
  const site = sites.ru
  const [room, refused, other] = await Promise.all([makeRoom(site), makeMember(site, 0), makeMember(site)])
  await withVisit(site, { as: admin, expects: /422 \(/ }, async (visit) => {
    const { page, words } = visit
    await chooseRoomAndMember(visit, room, refused)
    await refuseFirstBooking(page)
    await button(visit, words.staffBookings.book.submit, { name: refused.firstName }).click()
    const refusal = dialog(visit).getByText('The booking starts in the past.')
    await refusal.waitFor()
    await button(visit, words.staffBookings.book.another).click()
    await dialog(visit).getByLabel(words.staffBookings.book.who).fill(other.email)
    await dialog(visit).getByText(other.email).first().click()
    await button(visit, words.staffBookings.book.another).waitFor()
    expect(await refusal.count()).toBe(0)
  })
})
