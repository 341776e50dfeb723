import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import {
  admin,
  adminToken,
  book,
  bookingsOf,
  entriesOf,
  makeMember,
  makeRoom,
  makeTariff,
} from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const site = inject('sites').ru

/** Opens the form for a closure, and fills in this room and the days from `date` on. */
async function fillClosure(visit: Visit, room: { id: string }, date: string): Promise<void> {
  const { page, words } = visit
  const { closure } = words.catalogue
  const field = (label: string) => dialog(visit).getByLabel(label, { exact: true })
  await page.goto('/staff/catalogue?tab=closures')
  await button(visit, closure.new).click()
  await field(closure.toDay).fill(dayFromNow(9))
  await field(closure.fromDay).fill(date)
  await field(closure.what).selectOption(room.id)
}

it('A closure shows the affected bookings and their refunds before anything is cancelled, and then refunds them in full; reopening it asks first', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(8)
  const slot = { startsAt: moscow(date, '10:00'), endsAt: moscow(date, '12:00') }
  await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: admin, size: 'phone' }, async (visit) => {
    const { words } = visit
    const { closure } = words.catalogue
    await fillClosure(visit, room, date)
    const affected = dialog(visit).getByRole('status')
    await affected.getByText(`${member.firstName} ${member.lastName}, ${room.name}`).waitFor()
    // The price with its currency, because the name of a room may have the same digits.
    await affected.getByText(/1\s?200\s₽/).waitFor()
    await checkScreen(visit)
    expect(await bookingsOf(site, member)).toMatchObject([{ status: 'confirmed' }])
    await button(visit, closure.closeAndCancel_one, { count: 1 }).click()
    await expectToast(visit, closure.done_one, { count: 1 })
    expect(await bookingsOf(site, member)).toMatchObject([{ status: 'cancelled' }])
    const [refund] = await entriesOf(site, member)
    expect(refund).toMatchObject({ kind: 'refund', amount: 120_000, balanceAfter: 1_000_000 })
    const reopen = visit.page
      .getByRole('row')
      .filter({ hasText: room.name })
      .getByText(closure.remove, { exact: true })
    await reopen.click()
    await dialog(visit).getByText(closure.removeText).waitFor()
    await checkScreen(visit)
    await dialog(visit).getByRole('button', { name: closure.remove, exact: true }).click()
    await expectToast(visit, closure.removed)
    await reopen.waitFor({ state: 'detached' })
  })
})

it('A closure does not name the price of a moved booking as its refund, because the member has paid more', async () => {
  const [tariff, member, token] = await Promise.all([
    makeTariff(site, 60_000),
    makeMember(site),
    adminToken(site),
  ])
  const body = { cancellation: [{ hoursBefore: 0, refundPercent: 50 }] }
  await call(site.url, 'PATCH', `tariffs/${tariff.id}`, { token, body })
  const room = await makeRoom(site, { tariffId: tariff.id })
  const date = dayFromNow(8)
  const slot = { startsAt: moscow(date, '10:00'), endsAt: moscow(date, '12:00') }
  const { id } = await book(site, member, { spaceId: room.id, ...slot })
  const shorter = { endsAt: moscow(date, '11:00') }
  await call(site.url, 'PATCH', `bookings/${id}`, { token: member.token, body: shorter })
  await withVisit(site, { as: admin }, async (visit) => {
    const { closure } = visit.words.catalogue
    await fillClosure(visit, room, date)
    const affected = dialog(visit).getByRole('status')
    await affected.getByText(/600\s₽/).waitFor()
    expect(await affected.textContent()).not.toMatch(/вернётся\s600/i)
    await button(visit, closure.closeAndCancel_one, { count: 1 }).click()
    await expectToast(visit, closure.done_one, { count: 1 })
    expect((await entriesOf(site, member))[0]).toMatchObject({ amount: 90_000, balanceAfter: 1_000_000 })
  })
})

it('A closure cancels no booking that its dialog has not shown: the dialog then shows it, and asks again', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(8)
  const slotAt = (hour: number) => ({
    spaceId: room.id,
    startsAt: moscow(date, `${hour}:00`),
    endsAt: moscow(date, `${hour + 1}:00`),
  })
  await book(site, member, slotAt(10))
  await withVisit(site, { as: admin, expects: /409/ }, async (visit) => {
    const { closure } = visit.words.catalogue
    await fillClosure(visit, room, date)
    await button(visit, closure.closeAndCancel_one, { count: 1 }).waitFor()
    await book(site, member, slotAt(12))
    await button(visit, closure.closeAndCancel_one, { count: 1 }).click()
    await button(visit, closure.closeAndCancel_other, { count: 2 }).waitFor()
    const statuses = (await bookingsOf(site, member)).map(({ status }) => status)
    expect(statuses).toEqual(['confirmed', 'confirmed'])
    await button(visit, closure.closeAndCancel_other, { count: 2 }).click()
    await expectToast(visit, closure.done_other, { count: 2 })
  })
})

it('When the bookings that a closure affects cannot be loaded, the dialog shows an error, not that there are none', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin, expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    const bookings = '**/api/v1/bookings?*'
    await page.route(bookings, (route) => route.abort('connectionreset'))
    await fillClosure(visit, room, dayFromNow(8))
    await dialog(visit).getByText(words.common.error.network).waitFor()
    expect(await page.getByText(words.catalogue.closure.nobodyAffected).count()).toBe(0)
    await page.unroute(bookings)
    await button(visit, words.common.action.retry).click()
    await dialog(visit).getByText(words.catalogue.closure.nobodyAffected).waitFor()
    await dialog(visit).getByText(textPattern(words.catalogue.closure.close)).waitFor()
  })
})

it('A closure asks about all bookings that it will cancel, also where they are on several pages of the list', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(8)
  const slots = [10, 12].map((hour) => ({
    startsAt: moscow(date, `${hour}:00`),
    endsAt: moscow(date, `${hour + 1}:00`),
  }))
  for (const slot of slots) await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const { closure } = words.catalogue
    await page.route('**/api/v1/bookings?*', (route) =>
      route.continue({ url: route.request().url().replace('limit=1000', 'limit=1') }),
    )
    await fillClosure(visit, room, date)
    await button(visit, closure.closeAndCancel_other, { count: 2 }).click()
    await expectToast(visit, closure.done_other, { count: 2 })
    const statuses = (await bookingsOf(site, member)).map(({ status }) => status)
    expect(statuses).toEqual(['cancelled', 'cancelled'])
  })
})
