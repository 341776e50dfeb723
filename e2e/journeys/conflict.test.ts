import type { Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import { book, bookingsOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { bookButton, button, closeButton, dialog, expectToast, search } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// The browser reports each refusal in its console.
const refusal = /409 \(Conflict\)/
const site = inject('sites').en
const time = '16:00'

async function openBooking(visit: Visit, room: string, date: string): Promise<void> {
  await search(visit, { people: 6, date, time })
  await bookButton(visit, room).click()
  await button(visit, visit.words.bookings.book.submit).waitFor()
}

const conflict = ({ page, words }: Visit) => page.getByText(textPattern(words.bookings.conflict.title))

/** Chooses the first of the offered alternatives and pays for it. */
async function bookFirstAlternative(visit: Visit): Promise<void> {
  const first = dialog(visit).getByRole('alert').getByRole('button').first()
  // The keyboard goes on at the alternatives, and then at the time of the chosen one.
  await first.and(visit.page.locator(':focus')).waitFor()
  await visit.page.keyboard.press('Enter')
  await dialog(visit).locator('p:focus').waitFor()
  await button(visit, visit.words.bookings.book.submit).click()
  await expectToast(visit, visit.words.bookings.book.done)
}

it('A time that another member takes while the dialog is open is refused with free alternatives, which can be booked from there', async () => {
  const date = dayFromNow(2)
  const [room, slow, quick] = await Promise.all([makeRoom(site), makeMember(site), makeMember(site)])
  await withVisit(site, { as: slow, expects: refusal }, async (visit) => {
    await openBooking(visit, room.name, date)
    const slot = { startsAt: moscow(date, time), endsAt: moscow(date, '17:00') }
    await book(site, quick, { spaceId: room.id, ...slot })
    await dialog(visit).getByLabel(visit.words.bookings.book.purpose, { exact: true }).fill('Retro')
    await button(visit, visit.words.bookings.book.submit).click()
    await conflict(visit).waitFor()
    await checkScreen(visit)
    expect(await bookingsOf(site, slow)).toEqual([])
    await bookFirstAlternative(visit)
    // The name that was typed before the conflict is kept.
    expect(await bookingsOf(site, slow)).toMatchObject([{ title: 'Retro' }])
  })
})

it('A refusal that comes after the dialog was closed is shown as a message', async () => {
  const date = dayFromNow(4)
  const [room, slow, quick] = await Promise.all([makeRoom(site), makeMember(site), makeMember(site)])
  await withVisit(site, { as: slow, expects: refusal }, async (visit) => {
    const { page, words } = visit
    await openBooking(visit, room.name, date)
    const closed = Promise.withResolvers<void>()
    await page.route('**/api/v1/bookings', async (route) => {
      await closed.promise
      await route.continue()
    })
    await book(site, quick, {
      spaceId: room.id,
      startsAt: moscow(date, time),
      endsAt: moscow(date, '17:00'),
    })
    await button(visit, words.bookings.book.submit).click()
    await closeButton(visit).click()
    await dialog(visit).waitFor({ state: 'detached' })
    closed.resolve()
    await page.getByRole('region', { name: words.common.toast.region }).getByText(/taken/i).waitFor()
  })
})

it('When two browsers book one slot at the same moment one gets it, and the other is offered alternatives', async () => {
  const date = dayFromNow(3)
  const [room, anna, boris] = await Promise.all([makeRoom(site), makeMember(site), makeMember(site)])
  await withVisit(site, { as: anna, expects: refusal }, (first) =>
    withVisit(site, { as: boris, expects: refusal, size: 'phone' }, async (second) => {
      const delayRequest = releaseTogether(2)
      for (const visit of [first, second]) {
        await visit.page.route('**/api/v1/bookings', delayRequest)
        await openBooking(visit, room.name, date)
      }
      for (const visit of [first, second]) await button(visit, visit.words.bookings.book.submit).click()
      const lost = await Promise.any(
        [first, second].map((visit) =>
          conflict(visit)
            .waitFor()
            .then(() => visit),
        ),
      )
      const won = lost === first ? second : first
      await expectToast(won, won.words.bookings.book.done, { name: room.name })
      const [loser, winner] = lost === first ? [anna, boris] : [boris, anna]
      expect(await bookingsOf(site, loser)).toEqual([])
      expect(await bookingsOf(site, winner)).toMatchObject([{ spaceId: room.id, status: 'confirmed' }])
      await bookFirstAlternative(lost)
      expect(await bookingsOf(site, loser)).toHaveLength(1)
    }),
  )
})

/** Delays POST requests until this many have arrived, then releases all of them at once; later requests pass. */
function releaseTogether(count: number): (route: Route) => Promise<void> {
  let arrived = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  return async (route) => {
    if (route.request().method() === 'POST') {
      arrived += 1
      if (arrived === count) resolve()
      await promise
    }
    await route.continue()
  }
}
