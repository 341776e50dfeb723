import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, bookingsOf, entriesOf, makeMember, makeRoom, makeTariff } from '../harness/site-data.ts'
import { bookButton, button, dialog, expectToast, link, search } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// The browser reports each refusal in its console.
const refusal = /409 \(Conflict\)/

/** The message that says that the price has changed and nothing was charged. */
const priceChanged = ({ page, words }: Visit) =>
  page.getByText(textPattern(words.bookings.priceChanged.title))

it.each([
  { language: 'en', size: 'phone' },
  { language: 'ru', size: 'desktop' },
] as const)(
  'A price that changes while a dialog is open is shown line by line and must be confirmed again, for a booking and for a move ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [tariff, member] = await Promise.all([makeTariff(site, 60_000), makeMember(site)])
    const room = await makeRoom(site, { tariffId: tariff.id })
    const date = dayFromNow(2)
    await withVisit(site, { as: member, size, expects: refusal }, async (visit) => {
      const { page, words } = visit
      await search(visit, { people: 6, date, time: '16:00' })
      await bookButton(visit, room.name).click()
      const submit = button(visit, words.bookings.book.submit)
      await submit.waitFor()
      await tariff.setRate(90_000)
      await submit.click()
      await priceChanged(visit).waitFor()
      expect(await bookingsOf(site, member)).toEqual([])
      await dialog(visit).getByRole('button', { name: /900/ }).waitFor()
      await checkScreen(visit)
      await submit.click()
      await expectToast(visit, words.bookings.book.done)
      expect((await entriesOf(site, member))[0]).toMatchObject({ kind: 'charge', amount: -90_000 })

      await link(visit, words.common.nav.bookings).click()
      const action = { action: words.bookings.action.move, name: room.name }
      await button(visit, words.bookings.actionOn, action).click()
      await dialog(visit).getByLabel(words.bookings.move.length, { exact: true }).selectOption('120')
      await dialog(visit).getByText(textPattern(words.bookings.move.charges)).waitFor()
      await tariff.setRate(50_000)
      const move = button(visit, words.bookings.move.submit)
      await move.click()
      await priceChanged(visit).waitFor()
      // The message names the new price before the dialog has read it again, and a click would send the former.
      await dialog(visit)
        .getByText(/(?<!\d)100(?!\d)/)
        .first()
        .waitFor()
      await move.click()
      await expectToast(visit, words.bookings.move.done)
      expect((await entriesOf(site, member))[0]).toMatchObject({ kind: 'charge', amount: -10_000 })

      await page.getByText(words.bookings.price, { exact: true }).first().click()
      await page.getByRole('listitem').getByText(/500/).first().waitFor()
    })
  },
)

it('A price that changes while the front desk books for a member must be confirmed again there', async () => {
  const site = inject('sites').ru
  const [tariff, member] = await Promise.all([makeTariff(site, 60_000), makeMember(site)])
  const room = await makeRoom(site, { tariffId: tariff.id })
  await withVisit(site, { as: admin, size: 'phone', expects: refusal }, async (visit) => {
    const { page, words } = visit
    await link(visit, words.common.nav.staff).click()
    const free = page.getByRole('region', { name: words.today.free, exact: true })
    await free.getByRole('button').first().click()
    const field = (label: string) => dialog(visit).getByLabel(label, { exact: true })
    await field(words.staffBookings.book.who).fill(member.email)
    await dialog(visit).getByText(member.email).first().click()
    await field(words.staffBookings.book.space).selectOption(room.id)
    await field(words.staffBookings.book.day).fill(dayFromNow(2))
    await field(words.staffBookings.book.time).selectOption('16:00')
    await dialog(visit).getByText(/600/).first().waitFor()
    const submit = button(visit, words.staffBookings.book.submit, { name: member.firstName })
    await tariff.setRate(90_000)
    await submit.click()
    await priceChanged(visit).waitFor()
    await dialog(visit).getByText(/900/).first().waitFor()
    await checkScreen(visit)
    expect(await bookingsOf(site, member)).toEqual([])
    await submit.click()
    await expectToast(visit, words.staffBookings.book.done)
    expect((await entriesOf(site, member))[0]).toMatchObject({ kind: 'charge', amount: -90_000 })
  })
})
