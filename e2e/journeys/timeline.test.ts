import type { Locator } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow, zoneAtHour } from '../harness/day.ts'
import type { Site } from '../harness/prepare-site.ts'
import {
  admin,
  adminToken,
  book,
  bookingsOf,
  makeLocation,
  makeMember,
  makeRoom,
  type Room,
} from '../harness/site-data.ts'
import { button, closeButton, dialog, expectToast } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const hourMs = 60 * 60_000

/** The point of an hour on a room's row; the site is open all day, so the row's width is one day. */
async function pointOf(row: Locator, hour: number): Promise<{ x: number; y: number }> {
  const box = await row.boundingBox()
  if (!box) throw new Error('the row is not drawn')
  return { x: box.x + (box.width * hour) / 24, y: box.y + box.height / 2 }
}

/** Drags from one hour of the row to another, and does not release the mouse. */
async function drag({ page }: Visit, row: Locator, from: number, to: number): Promise<void> {
  const [start, end] = [await pointOf(row, from), await pointOf(row, to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, end.y, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
}

async function rowOf({ page }: Visit, { id }: Room): Promise<Locator> {
  const row = page.locator(`[data-timeline-row="${id}"]`)
  await row.getByRole('button').first().waitFor()
  await row.scrollIntoViewIfNeeded()
  return row
}

const instant = (date: string, time: string) => new Date(moscow(date, time)).toISOString()

it('A time is selected by dragging over the day, with its price shown during the drag, and is booked', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(4)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/?view=day&date=${date}&people=6`)
    await drag(visit, await rowOf(visit, room), 9.05, 11.95)
    await page
      .getByRole('complementary')
      .getByText(/1.?800/)
      .first()
      .waitFor()
    expect(await bookingsOf(site, member)).toEqual([])
    await page.mouse.up()
    await button(visit, words.bookings.book.submit).click()
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    const [booked] = await bookingsOf(site, member)
    expect(booked).toMatchObject({ startsAt: instant(date, '09:00'), endsAt: instant(date, '12:00') })
  })
})

/** Makes a room whose tariff has a lead time of an hour, in a location where it is morning. Returns the address of its day. */
async function makeRoomWithLeadTime(site: Site) {
  const token = await adminToken(site)
  const timeZone = zoneAtHour(8)
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }))
  const locationId = await makeLocation(site, { weekly, timeZone })
  const body = { locationId, name: 'Lead', currency: 'RUB', hourlyRate: 60_000, minLeadMinutes: 60 }
  const tariff = await call<{ id: string }>(site.url, 'POST', 'tariffs', { token, body })
  const room = await makeRoom(site, { locationId, tariffId: tariff.id })
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format()
  return { room, timeZone, address: `/?view=day&location=${locationId}&date=${today}` }
}

it('A time of today is selected by dragging also where the beginning of the free time moves with the clock, because the tariff has a lead time', async () => {
  const site = inject('sites').en
  const [member, { room, timeZone, address }] = await Promise.all([
    makeMember(site),
    makeRoomWithLeadTime(site),
  ])
  await withVisit(site, { as: member, zone: timeZone }, async (visit) => {
    const { page, words } = visit
    await page.goto(address)
    await drag(visit, await rowOf(visit, room), 14.05, 15.95)
    await page.mouse.up()
    await dialog(visit)
      .getByText(/14:00–\u{2060}?16:00/u)
      // The price, which is loaded after the times, has them, too.
      .first()
      .waitFor()
    await button(visit, words.bookings.book.submit).waitFor()
  })
})

it('The free time of today keeps the focus of the keyboard while its beginning moves with the clock', async () => {
  const site = inject('sites').en
  const { room, timeZone, address } = await makeRoomWithLeadTime(site)
  await withVisit(site, { zone: timeZone, hasClock: true }, async (visit) => {
    const { page } = visit
    await page.goto(address)
    const free = (await rowOf(visit, room)).getByRole('button')
    await free.focus()
    const before = await free.getAttribute('aria-label')
    await page.clock.runFor(65_000)
    await expect.poll(() => free.getAttribute('aria-label')).not.toBe(before)
    expect(await free.evaluate((each) => each === document.activeElement)).toBe(true)
  })
})

it('A booking that the member makes on another device appears in the day as an own one, without a reload', async () => {
  const site = inject('sites').ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(4)
  await withVisit(site, { as: member, hasClock: true }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/?view=day&date=${date}&people=6`)
    const row = await rowOf(visit, room)
    const slot = { startsAt: instant(date, '08:00'), endsAt: instant(date, '10:00') }
    await book(site, member, { spaceId: room.id, ...slot })
    await page.clock.runFor(31_000)
    await row.getByRole('button', { name: words.find.timeline.mine }).waitFor()
  })
})

it('A member drags a booking to a later time; it is moved only after the price was shown and confirmed', async () => {
  const site = inject('sites').ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(4)
  const slot = { startsAt: instant(date, '08:00'), endsAt: instant(date, '10:00') }
  await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/?view=day&date=${date}&people=6`)
    await drag(visit, await rowOf(visit, room), 9, 14)
    await page.mouse.up()
    await dialog(visit).getByText(textPattern(words.bookings.move.costsNothing)).waitFor()
    expect(await bookingsOf(site, member)).toMatchObject([slot])
    await button(visit, words.bookings.move.submit).click()
    await expectToast(visit, words.bookings.move.done)
    const [moved] = await bookingsOf(site, member)
    expect(Date.parse(moved?.startsAt ?? '') - Date.parse(slot.startsAt)).toBe(5 * hourMs)
  })
})

it('The front desk drags a member’s booking to a later time, chooses a free time by the keyboard, and finds the booking in the week of the room', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(5)
  const slot = { startsAt: instant(date, '08:00'), endsAt: instant(date, '10:00') }
  await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/today?date=${date}`)
    const row = await rowOf(visit, room)
    await drag(visit, row, 9, 14)
    await page.mouse.up()
    await button(visit, words.bookings.move.submit).waitFor()
    await page.keyboard.press('Escape')
    await dialog(visit).waitFor({ state: 'detached' })
    // The focus is on the booking again, and Enter opens it.
    await page.keyboard.press('Enter')
    await dialog(visit).getByText(`${member.firstName} ${member.lastName}`).waitFor()
    await closeButton(visit).click()
    await dialog(visit).waitFor({ state: 'detached' })
    await drag(visit, row, 9, 14)
    await page.mouse.up()
    await button(visit, words.bookings.move.submit).click()
    await expectToast(visit, words.bookings.move.done)
    const [moved] = await bookingsOf(site, member)
    expect(Date.parse(moved?.startsAt ?? '') - Date.parse(slot.startsAt)).toBe(5 * hourMs)

    const free = row.getByRole('button', { name: new RegExp(`: ${words.find.timeline.free} `) }).first()
    await free.focus()
    // The first key press shows the first hour of the row; each further key press moves it by the step of the tariff.
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight')
    const chosen = page.getByRole('region', { name: words.today.timeline }).getByRole('status')
    expect(await chosen.textContent()).toMatch(/^01:00–\u{2060}?02:00$/u)
    await page.keyboard.press('Enter')
    expect(await chosen.textContent()).toBe('')
    const time = dialog(visit).getByLabel(words.staffBookings.book.time, { exact: true })
    expect(await time.inputValue()).toBe('01:00')
    await closeButton(visit).click()
    // A click chooses the time under the pointer, and not the time that the keyboard shows.
    await free.focus()
    await page.keyboard.press('ArrowRight')
    const clicked = await pointOf(row, 10.05)
    await page.mouse.click(clicked.x, clicked.y)
    expect(await time.inputValue()).toBe('10:00')
    await closeButton(visit).click()

    await page.getByRole('tab', { name: words.today.view.week }).click()
    const week = page.getByRole('region', { name: words.today.timeline, exact: true })
    await week.getByRole('link', { name: room.name }).click()
    await page
      .getByRole('heading', { name: textPattern(words.today.weekTitleOf, { name: room.name }) })
      .waitFor()
    await page
      .locator(`[data-timeline-row="${date}"]`)
      .getByRole('button', { name: member.firstName })
      .click()
    await dialog(visit).getByText(`${member.firstName} ${member.lastName}`).waitFor()
    await closeButton(visit).click()
    expect(await page.locator('[data-timeline-row]').count()).toBe(7)
    await checkScreen(visit)
    await page.goBack()
    await page
      .locator(`[data-timeline-row="${room.id}"]`)
      .getByRole('button', { name: member.firstName })
      .waitFor()
  })
})
