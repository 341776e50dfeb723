import type { Locator, Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { until } from '../../testing/processes/until.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, bookingsOf, makeLocation, makeMember, makeRoom } from '../harness/site-data.ts'
import { bookButton, button, dialog, expectFocus, expectToast } from '../harness/steps.ts'
import { waitForApp, withVisit } from '../harness/visit.ts'

/** Presses Tab until this element has the focus. Each focused element on the way must show that it has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const { isVisible, name } = await page.evaluate(focused)
    expect(isVisible, `the focus is visible on ${name}`).toBe(true)
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`80 presses of Tab never reach ${target}`)
}

function focused(): { isVisible: boolean; name: string } {
  const element = document.activeElement ?? document.body
  const hasOutline = (each: Element | null) => {
    if (!each) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(each)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  }
  // The document itself has the focus between the last element and the first. For the calendar button inside a date field the
  // browser draws its own focus ring.
  const isElsewhere = element === document.body || !element.matches(':focus')
  // For a check box in a label that is drawn as a button, the label shows the focus.
  return {
    isVisible: isElsewhere || hasOutline(element) || hasOutline(element.closest('label')),
    name: element.outerHTML.slice(0, 200),
  }
}

it('A member books by the keyboard alone; the focus is always visible, and returns to its place when a dialog closes', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site, { capacity: 11 }), makeMember(site)])
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(words.common.nav.skip)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

    // The day comes from the address: in which order typed digits set a date depends on the browser's language.
    await page.goto(`/?date=${dayFromNow(5)}&time=15:00`)
    await waitForApp(page)
    await tabTo(page, page.getByLabel(words.find.length, { exact: true }))
    await page.keyboard.press('ArrowDown')
    await tabTo(page, page.getByLabel(words.find.people, { exact: true }))
    await page.keyboard.type('11')
    await tabTo(page, bookButton(visit, room.name))
    await page.keyboard.press('Enter')
    await tabTo(page, button(visit, words.bookings.book.submit))
    await page.keyboard.press('Escape')
    await dialog(visit).waitFor({ state: 'detached' })
    expect(await bookButton(visit, room.name).evaluate((each) => each === document.activeElement)).toBe(true)
    await page.keyboard.press('Space')
    await tabTo(page, dialog(visit).getByLabel(words.bookings.book.purpose))
    await page.keyboard.type('Planning')
    await page.keyboard.press('Enter')
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    expect(await bookingsOf(site, member)).toMatchObject([{ spaceId: room.id, title: 'Planning' }])
    expect(await visit.clicks()).toBe(0)
  })
})

it('Days and names that are part of the address of a page can be typed letter by letter; Back restores the previously chosen day, and a fifth digit of a year breaks nothing', async () => {
  const site = inject('sites').en
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const day = (label: string) => page.getByLabel(label, { exact: true }).and(page.locator('input'))
    // The browser's language decides which of the two equal numbers is the day.
    const type = async (label: string, digits: string) => {
      await day(label).focus()
      await page.keyboard.type(digits, { delay: 30 })
    }
    const searchOf = () => new URL(page.url()).searchParams
    const pages = [
      ['/?date=2027-10-10', words.find.otherDay, 'date', '2027-11-11'],
      ['/staff/today?date=2027-10-10', words.today.view.day, 'date', '2027-11-11'],
      ['/staff/audit?to=2027-10-10', words.audit.to, 'to', '2027-11-11'],
      ['/staff/reports?from=2026-01-02&to=2027-12-20', words.reports.from, 'from', '2027-11-11'],
    ] as const
    for (const [path, label, parameter, typed] of pages) {
      await page.goto(path)
      await waitForApp(page)
      await type(label, '11112027')
      await until(`${label} is typed`, () => searchOf().get(parameter) === typed)
      expect(await day(label).inputValue()).toBe(typed)
    }
    expect(searchOf().get('to')).toBe('2027-12-20')

    await page.goto('/staff/today?date=2027-10-10')
    await waitForApp(page)
    await day(words.today.view.day).fill('2027-11-11')
    await until('the day is chosen', () => searchOf().get('date') === '2027-11-11')
    await page.goBack()
    await until(
      'the previously chosen day is shown',
      async () => (await day(words.today.view.day).inputValue()) === '2027-10-10',
    )

    await page.goto('/staff/members')
    await waitForApp(page)
    const memberSearch = page.getByLabel(words.members.search, { exact: true })
    await memberSearch.fill('Ana')
    await until('members are searched', () => searchOf().get('search') === 'Ana')
    await memberSearch.press('ArrowLeft')
    await page.keyboard.type('nnn', { delay: 30 })
    expect(await memberSearch.inputValue()).toBe('Annnna')

    await page.goto('/staff/audit')
    await waitForApp(page)
    await type(words.audit.to, '111120275')
    await day(words.audit.to).blur()
    expect(await day(words.audit.to).inputValue()).toBe('2027-11-11')
    await page.goto('/staff/audit?to=20275-11-11&from=x')
    await page.getByRole('heading', { level: 1, name: words.audit.title }).waitFor()
  })
})

it('A price rule that is moved up to the first place, where it has no button for that, keeps the focus', async () => {
  await withVisit(inject('sites').ru, { as: admin }, async (visit) => {
    const { rule, tariff } = visit.words.catalogue
    await visit.page.goto('/staff/catalogue?tab=tariffs')
    await button(visit, tariff.new).click()
    await button(visit, rule.add).click()
    await button(visit, rule.add).click()
    await button(visit, rule.up, { number: '2' }).press('Enter')
    await expectFocus(button(visit, rule.remove, { number: '1' }))
  })
})

it('The focus stays in a day of the opening hours whose interval is removed, or which is full and has no button to add one', async () => {
  const site = inject('sites').ru
  const locationId = await makeLocation(site, { weekly: [{ weekday: 1, opens: '09:00', closes: '18:00' }] })
  await withVisit(site, { as: admin }, async (visit) => {
    const { hours } = visit.words.catalogue
    await visit.page.goto(`/staff/catalogue?tab=hours&location=${locationId}`)
    const add = button(visit, hours.addTo, { add: hours.add, day: 'суббота' })
    await add.press('Enter')
    await expectFocus(add)
    await add.press('Enter')
    const removeLast = button(visit, hours.remove, { day: 'суббота, 18:00–24:00' })
    await expectFocus(removeLast)
    await removeLast.press('Enter')
    await expectFocus(add)
  })
})
