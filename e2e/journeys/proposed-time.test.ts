import { expect, inject, it } from 'vitest'
import { zoneAtHour } from '../harness/day.ts'
import type { Site } from '../harness/prepare-site.ts'
import { makeLocation, makeMember, makeRoom } from '../harness/site-data.ts'
import { bookButton } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'

const hourMs = 60 * 60_000
const allDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }))

/** Makes a room in a location where it is morning. Returns the address of its search, without a day and a time. */
async function makeRoomAllDay(site: Site) {
  const timeZone = zoneAtHour(8)
  const locationId = await makeLocation(site, { weekly: allDay, timeZone })
  return { room: await makeRoom(site, { locationId }), timeZone, address: `/?location=${locationId}` }
}

it('When the proposed time goes on with the clock, the schedule stays where it was scrolled to, and a button of the list keeps the focus', async () => {
  const site = inject('sites').en
  const [member, { room, timeZone, address }] = await Promise.all([makeMember(site), makeRoomAllDay(site)])
  const withClock = { as: member, size: 'phone', zone: timeZone, hasClock: true } as const
  await withVisit(site, withClock, async (visit) => {
    const { page, words } = visit
    await page.goto(`${address}&view=day`)
    await page.locator(`[data-timeline-row="${room.id}"]`).getByRole('button').first().waitFor()
    const schedule = page.getByRole('region', { name: words.find.timeline.label })
    const scrolledTo = () => schedule.evaluate(({ scrollLeft }) => scrollLeft)
    await expect.poll(scrolledTo).toBeGreaterThan(0)
    await schedule.evaluate((area) => {
      area.scrollLeft = 0
    })
    const time = page.getByLabel(words.find.from, { exact: true })
    const before = await time.inputValue()
    await page.clock.fastForward(2 * hourMs)
    await expect.poll(() => time.inputValue()).not.toBe(before)
    expect(await scrolledTo()).toBe(0)

    await page.goto(`${address}&view=list`)
    const focused = bookButton(visit, room.name)
    await focused.focus()
    const proposed = await time.inputValue()
    const searches = page.waitForResponse(/availability\?/)
    await page.clock.fastForward(2 * hourMs)
    await searches
    await expect.poll(() => time.inputValue()).not.toBe(proposed)
    await expect.poll(() => focused.evaluate((each) => each === document.activeElement)).toBe(true)
  })
})
