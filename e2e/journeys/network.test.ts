import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { hourlyRate } from '../../testing/coworking.ts'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import {
  admin,
  adminToken,
  book,
  bookingsOf,
  entriesOf,
  makeLocation,
  makeMember,
  makeRoom,
  type Person,
} from '../harness/site-data.ts'
import { bookButton, button, dialog, expectToast, link, search } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// The browser reports each request without a response in its console.
const connectionError = /net::ERR_/
const site = inject('sites').ru

/** Lets requests reach the service, and drops the first `count` responses. Collects the idempotency keys that were sent. */
async function loseResponses(page: Page, count: number): Promise<(string | undefined)[]> {
  const keys: (string | undefined)[] = []
  await page.route('**/api/v1/bookings', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > count) return route.continue()
    await route.fetch()
    await route.abort('connectionreset')
  })
  return keys
}

/** Lets requests with this method reach the service, and drops the response with this number, from 1. Collects the statuses of all. */
async function loseResponse(page: Page, method: string, url: string, number: number): Promise<number[]> {
  const statuses: number[] = []
  await page.route(url, async (route) => {
    if (route.request().method() !== method) return route.continue()
    const response = await route.fetch()
    statuses.push(response.status())
    return statuses.length === number ? route.abort('connectionreset') : route.fulfill({ response })
  })
  return statuses
}

async function expectOneBooking(person: Person): Promise<void> {
  expect(await bookingsOf(site, person)).toHaveLength(1)
  const entries = await entriesOf(site, person)
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['charge', -hourlyRate],
    ['top_up', 1_000_000],
  ])
}

it('A booking whose response is lost is requested again automatically with the same key, and is made and paid once', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, { as: member, expects: connectionError, size: 'phone' }, async (visit) => {
    const keys = await loseResponses(visit.page, 1)
    await search(visit, { people: 6, date: dayFromNow(1), time: '10:00' })
    await bookButton(visit, room.name).click()
    await button(visit, visit.words.bookings.book.submit).click()
    await expectToast(visit, visit.words.bookings.book.done, { name: room.name })
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    await expectOneBooking(member)
  })
})

it('A booking without a response shows an error; a second click, when the network is back, makes and pays the booking once', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, { as: member, expects: connectionError }, async (visit) => {
    const { page, words } = visit
    // The first request and its four repetitions.
    const lostResponses = 5
    const keys = await loseResponses(page, lostResponses)
    await search(visit, { people: 6, date: dayFromNow(1), time: '12:00' })
    await bookButton(visit, room.name).click()
    await button(visit, words.bookings.book.submit).click()
    await page
      .getByRole('alert')
      .getByText(textPattern(words.common.error.network))
      .waitFor({ timeout: 60_000 })
    await checkScreen(visit)
    await button(visit, words.bookings.book.submit).click()
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    expect(keys).toHaveLength(lostResponses + 1)
    expect(new Set(keys).size).toBe(1)
    await expectOneBooking(member)
  })
})

it('A move whose response is lost is requested again automatically, is made and paid once, and is not reported as a change by another person', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(2)
  const slot = { startsAt: moscow(date, '10:00'), endsAt: moscow(date, '11:00') }
  await book(site, member, { spaceId: room.id, ...slot })
  await withVisit(site, { as: member, expects: /net::ERR_|412 \(/, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    const statuses = await loseResponse(page, 'PATCH', '**/api/v1/bookings/*', 1)
    await page.goto('/bookings')
    await button(visit, words.bookings.actionOn, {
      action: words.bookings.action.move,
      name: room.name,
    }).click()
    await dialog(visit).getByLabel(words.bookings.move.length, { exact: true }).selectOption('120')
    await button(visit, words.bookings.move.submit).click()
    await expectToast(visit, words.bookings.move.done)
    expect(statuses).toEqual([200, 412])
    expect(await bookingsOf(site, member)).toMatchObject([
      { endsAt: new Date(moscow(date, '12:00')).toISOString() },
    ])
    expect((await entriesOf(site, member)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['charge', -hourlyRate],
      ['charge', -hourlyRate],
      ['top_up', 1_000_000],
    ])
  })
})

/** Waits for the note that the app is offline: it covers nothing of the bar on top, and stays in sight when the bar scrolls away. */
async function expectNoteBelowBar({ page, words }: Visit): Promise<void> {
  const note = page.getByText(textPattern(words.common.offline))
  const topOfNote = () => note.evaluate((element) => element.getBoundingClientRect().top)
  await note.waitFor()
  const bar = await page.getByRole('banner').getByRole('link').first().boundingBox()
  expect(await topOfNote()).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? Number.NaN))
  await page.evaluate(() => {
    document.getElementById('main')?.style.setProperty('min-height', '3000px')
    window.scrollTo(0, 1_000)
  })
  await expect.poll(topOfNote).toBeLessThan(1)
  await page.evaluate(() => {
    document.getElementById('main')?.style.removeProperty('min-height')
    window.scrollTo(0, 0)
  })
}

it('Without a network the app shows a note, shows no list of another day, keeps its own page, and recovers when the network is back', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const expects = /net::ERR_|dynamically imported/
  await withVisit(site, { as: member, expects, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await search(visit, { people: 6, date: dayFromNow(1), time: '10:00' })
    await bookButton(visit, room.name).waitFor()
    await page.context().setOffline(true)
    await expectNoteBelowBar(visit)
    await bookButton(visit, room.name).waitFor()
    await page.getByLabel(words.find.otherDay, { exact: true }).fill(dayFromNow(3))
    await page.getByText(words.common.error.later).first().waitFor()
    expect(await bookButton(visit, room.name).count()).toBe(0)

    await link(visit, words.common.nav.bookings).click()
    await page.getByRole('heading', { name: words.common.error.page }).waitFor()
    await checkScreen(visit)
    await page.context().setOffline(false)
    await page.getByRole('heading', { level: 1, name: words.bookings.title }).waitFor()
    await page.getByText(textPattern(words.common.offline)).waitFor({ state: 'hidden' })
  })
})

it('Without a network a menu or a language that is not loaded yet leaves the page as it is; the menu opens when the network is back', async () => {
  await withVisit(site, { expects: /net::ERR_|dynamically imported/ }, async (visit) => {
    const { page, words } = visit
    const title = page.getByRole('heading', { level: 1, name: words.find.title })
    await title.waitFor()
    await page.context().setOffline(true)
    await page.getByText(textPattern(words.common.offline)).waitFor()
    await button(visit, words.common.nav.menu).click()
    await expectToast(visit, words.common.error.later)
    await title.waitFor()
    const hasFocus = (each: Element) => each === document.activeElement
    expect(await button(visit, words.common.nav.menu).evaluate(hasFocus)).toBe(true)
    await page.context().setOffline(false)
    await page.getByRole('menu').waitFor()
    await page.context().setOffline(true)
    await page.getByRole('menuitemradio', { name: words.common.language.en }).click()
    await expectToast(visit, words.common.error.network)
    expect(await page.locator('html').getAttribute('lang')).toBe('ru')
    await page.context().setOffline(false)
    await page.getByText(textPattern(words.common.offline)).waitFor({ state: 'hidden' })
  })
})

it('Rights whose response is lost are requested again automatically, and are not reported as a change by another person', async () => {
  const [person, ...locationIds] = await Promise.all([
    makeMember(site),
    makeLocation(site, {}),
    makeLocation(site, {}),
  ])
  const expects = /net::ERR_|409 \(Conflict\)|412 \(/
  await withVisit(site, { as: admin, expects }, async (visit) => {
    const { page, words } = visit
    const statuses = await loseResponse(page, 'PATCH', `**/api/v1/users/${person.id}`, 2)
    await page.goto(`/staff/members/${person.id}`)
    await page.getByLabel(words.members.role, { exact: true }).selectOption('manager')
    const boxes = page.getByRole('group', { name: words.members.managedLocations }).getByRole('checkbox')
    // From the last to the first: the service returns the locations in another order.
    for (const box of (await boxes.all()).toReversed()) await box.check()
    await button(visit, words.members.saveRights).click()
    await button(visit, words.members.grantAnyway).click()
    await expectToast(visit, words.members.saved)
    expect(statuses).toEqual([409, 200, 412])
    const token = await adminToken(site)
    const saved = await call<{ locationIds: string[] }>(site.url, 'GET', `users/${person.id}`, { token })
    expect(saved.locationIds).toEqual(expect.arrayContaining(locationIds))
  })
})

it('A deletion of a person whose response is lost is requested again automatically, and ends with the list of people', async () => {
  const person = await makeMember(site, 0)
  await withVisit(site, { as: admin, expects: /net::ERR_|404 \(/ }, async (visit) => {
    const { page, words } = visit
    const statuses = await loseResponse(page, 'DELETE', `**/api/v1/users/${person.id}`, 1)
    await page.goto(`/staff/members/${person.id}`)
    await button(visit, words.members.delete).click()
    await dialog(visit).getByRole('button', { name: words.members.delete, exact: true }).click()
    await expectToast(visit, words.members.deleted)
    await page.waitForURL('**/staff/members')
    expect(statuses).toEqual([204, 404])
  })
})
