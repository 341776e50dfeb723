import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { finishPaymentWithoutPage, waitForPaymentPage } from '../harness/provider-page.ts'
import { bookingsOf, entriesOf, makeMember, makeRoom, signUpData } from '../harness/site-data.ts'
import {
  accountMenu,
  bookButton,
  button,
  dialog,
  expectToast,
  follow,
  link,
  signUp,
} from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

/** Begins a top-up of the preset amount from any page, and waits for the provider's page. */
async function beginTopUp(visit: Visit) {
  const { page, words } = visit
  await link(visit, words.common.nav.wallet).click()
  await button(visit, words.payments.topUp.submit).click()
  return waitForPaymentPage(page)
}

/** Opens the dialog on the start page in which the room is booked for tomorrow and paid for by card. */
async function openBooking(visit: Visit, room: string): Promise<void> {
  const { page, words } = visit
  // The browser throttles a tab in the background, where each step takes a second.
  await page.bringToFront()
  await page.goto('/?people=6&time=15:00')
  await button(visit, words.find.tomorrow).click()
  await bookButton(visit, room).click()
  await button(visit, words.payments.book.pay).waitFor()
}

type Outcome = 'succeeded' | 'failed' | 'expired' | 'checking' | 'pending'

const waitForOutcome = ({ page, words }: Visit, outcome: Outcome) =>
  page.getByText(textPattern(words.payments[outcome].title)).first().waitFor()

it.each([
  { language: 'en', size: 'phone' },
  { language: 'ru', size: 'desktop' },
] as const)(
  'A new member signs up, chooses a room, pays the missing amount by card and gets the booking, in at most eight clicks ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const room = await makeRoom(site)
    const person = signUpData(site)
    await withVisit(site, { size }, async (visit) => {
      const { page, words } = visit
      await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
      await signUp(visit, person)
      await button(visit, words.find.tomorrow).click()
      await page.getByLabel(words.find.from, { exact: true }).selectOption('14:00')
      await page.getByLabel(words.find.people, { exact: true }).fill('6')
      await bookButton(visit, room.name).click()
      await button(visit, words.payments.book.pay).waitFor()
      await checkScreen(visit)
      // Each full page load starts the count of the visit again: the click that leaves and the click on the provider's page are added here.
      const before = (await visit.clicks()) + 1
      await button(visit, words.payments.book.pay).click()
      const provider = await waitForPaymentPage(page)
      await checkScreen(visit)
      await provider.press('pay')
      await page.getByText(words.payments.hold.outcome.paid.title).waitFor()
      await checkScreen(visit)
      expect(before + 1 + (await visit.clicks())).toBeLessThanOrEqual(8)
    })
  },
)

it('The outcome of a payment is shown when the payer returns: paid, declined, expired, or unfinished', async () => {
  const site = inject('sites').en
  const member = await makeMember(site, 0)
  await withVisit(site, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await (await beginTopUp(visit)).press('decline')
    await waitForOutcome(visit, 'failed')
    await checkScreen(visit)

    const expired = await beginTopUp(visit)
    await finishPaymentWithoutPage(expired.url, 'expire')
    await page.goBack()
    await waitForOutcome(visit, 'expired')

    await (await beginTopUp(visit)).leave()
    await waitForOutcome(visit, 'checking')
    await waitForOutcome(visit, 'pending')
    await checkScreen(visit)
    // Then the payer pays from the list of payments.
    await link(visit, words.common.nav.wallet).click()
    await page.getByRole('link', { name: textPattern(words.payments.open) }).click()
    await page.getByRole('link', { name: words.payments.continue }).click()
    await (await waitForPaymentPage(page)).press('pay')
    await waitForOutcome(visit, 'succeeded')
    await page.getByText(textPattern(words.payments.succeeded.balance)).waitFor()
    await checkScreen(visit)
    expect((await entriesOf(site, member)).map(({ amount }) => amount)).toEqual([100_000])

    // A payer who has paid and closed the window finds the money on the balance.
    const closed = await beginTopUp(visit)
    await finishPaymentWithoutPage(closed.url, 'pay')
    await page.goto('/wallet')
    await page.getByText('₽2,000', { exact: true }).waitFor()
    await checkScreen(visit)
  })
})

it('A payer who comes back while the service fails to list the payments tries again, and gets to the balance', async () => {
  const site = inject('sites').en
  const member = await makeMember(site, 0)
  await withVisit(site, { as: member, size: 'phone', expects: /503|ProblemError/ }, async (visit) => {
    const { page, words } = visit
    let isFailing = true
    await page.route('**/api/v1/me/payments*', (route) =>
      isFailing ? route.fulfill({ status: 503 }) : route.continue(),
    )
    await page.goto('/payment?ref=of-another-browser')
    await page.getByRole('alert').getByText(words.common.error.unexpected).waitFor()
    isFailing = false
    await button(visit, words.common.action.retry).click()
    await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
  })
})

it('A member who leaves the page before a payment has begun is not taken to the page of the provider', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    /** Clicks, and goes to the profile before the response comes. Then it gives the response. */
    const leaveBeforeResponse = async (
      path: string,
      click: () => Promise<void>,
      onProfile: () => Promise<void>,
    ) => {
      const released = Promise.withResolvers<void>()
      await page.route(`**/api/v1/${path}`, async (route) => {
        if (route.request().method() !== 'POST') return route.continue()
        const response = await route.fetch()
        await released.promise
        await route.fulfill({ response })
      })
      const requested = page.waitForRequest((each) => each.method() === 'POST' && each.url().endsWith(path))
      await click()
      await requested
      await accountMenu(visit).click()
      await page.getByRole('menuitem', { name: words.common.nav.profile }).click()
      await onProfile()
      const responded = page.waitForResponse((each) => each.request().method() === 'POST')
      released.resolve()
      await responded
    }

    await link(visit, words.common.nav.wallet).click()
    await leaveBeforeResponse(
      'payments',
      () => button(visit, words.payments.topUp.submit).click(),
      () => page.getByRole('heading', { level: 1, name: words.users.title }).waitFor(),
    )
    await follow(visit, words.common.nav.wallet, words.wallet.title)
    await page.getByRole('link', { name: textPattern(words.payments.open) }).waitFor()

    // A booking is to be paid soon, so the app asks whether the member wants to leave the unsaved profile for it.
    await openBooking(visit, room.name)
    await leaveBeforeResponse(
      'bookings',
      async () => {
        await button(visit, words.payments.book.pay).click()
        await page.keyboard.press('Escape')
      },
      () => page.getByLabel(words.users.about.phone, { exact: true }).fill('+7 999 000-00-00'),
    )
    await button(visit, words.common.unsaved.stay).click()
    await link(visit, words.common.nav.bookings).click()
    await button(visit, words.common.unsaved.leave).click()
    await page.waitForURL(`${site.url}/bookings`)
    await page.getByText(`${room.name} · `).waitFor()
    expect(page.url()).toBe(`${site.url}/bookings`)
  })
})

it('After a declined card the slot stays held: the member tries again, returns without paying, and pays from the list of bookings', async () => {
  const site = inject('sites').ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: member, size: 'phone', expects: /409/ }, async (visit) => {
    const { page, words } = visit
    const { hold } = words.payments
    const second: Visit = { ...visit, page: await page.context().newPage() }
    for (const tab of [second, visit]) await openBooking(tab, room.name)
    await button(visit, words.payments.book.pay).click()
    await (await waitForPaymentPage(page)).press('decline')
    await page.getByText(hold.outcome.declined.title).waitFor()
    await page.getByText(textPattern(hold.left)).first().waitFor()
    await checkScreen(visit)
    await button(visit, words.payments.again).click()
    await (await waitForPaymentPage(page)).leave()
    await page.getByText(hold.outcome.waiting.title).waitFor()
    await checkScreen(visit)

    // The other tab, in which the same time is to be booked, says that the user has already booked it.
    await second.page.bringToFront()
    await button(second, words.payments.book.pay).click()
    await dialog(second).getByText(words.bookings.conflict.own).waitFor()
    await second.page.close()

    await link(visit, words.bookings.page.all).click()
    await page
      .getByRole('button', {
        name: textPattern(words.bookings.actionOn, { action: words.bookings.action.pay }),
      })
      .click()
    await (await waitForPaymentPage(page)).press('pay')
    await page.getByText(hold.outcome.paid.title).waitFor()
    expect((await bookingsOf(site, member)).map(({ status }) => status)).toEqual(['confirmed'])
    const entries = await entriesOf(site, member)
    expect(entries.map(({ kind }) => kind)).toEqual(['charge', 'top_up'])
  })
})

it('A member who cancels a booking that is not paid yet reads that nothing is charged, on its page, before and after the click', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 0)])
  await withVisit(site, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    const { cancel, page: texts, unpaidTerms } = words.bookings
    await openBooking(visit, room.name)
    await button(visit, words.payments.book.pay).click()
    await (await waitForPaymentPage(page)).leave()
    await page.getByText(unpaidTerms, { exact: true }).waitFor()
    expect(await page.getByText(textPattern(texts.refundNow)).count()).toBe(0)
    await checkScreen(visit)
    await page.getByRole('button', { name: words.bookings.action.cancel, exact: true }).click()
    await dialog(visit).getByText(cancel.unpaid, { exact: true }).waitFor()
    await checkScreen(visit)
    await dialog(visit).getByRole('button', { name: cancel.submit, exact: true }).click()
    await expectToast(visit, cancel.doneUnpaid)
    expect(await bookingsOf(site, member)).toMatchObject([{ status: 'cancelled' }])
    expect(await entriesOf(site, member)).toEqual([])
  })
})
