import type { Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { zoneBeforeMidnight } from '../harness/day.ts'
import { admin, adminToken, book, bookNow, makeLocation, makeMember, makeRoom } from '../harness/site-data.ts'
import { button, closeButton, dialog, expectToast } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const site = inject('sites').en
const availability = '**/api/v1/locations/*/availability*'

const iso = (instant: number) => new Date(instant).toISOString()

const freeNow = ({ page, words }: Visit) => page.getByRole('region', { name: words.today.free, exact: true })

it('While free times are loading the front desk shows a loading state, not that nothing is free', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const release = Promise.withResolvers<void>()
    const delay = async (route: Route) => {
      await release.promise
      await route.continue()
    }
    await page.route(availability, delay)
    await page.goto('/staff/today')
    await freeNow(visit).getByText(words.common.state.loading).waitFor()
    expect(await freeNow(visit).getByText(words.today.nothingFree).count()).toBe(0)
    release.resolve()
    await freeNow(visit).getByText(room.name).waitFor()
  })
})

it('When free times cannot be loaded the front desk shows an error, and a retry loads them', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin, expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    await page.route(availability, (route) => route.abort('connectionreset'))
    await page.goto('/staff/today')
    await freeNow(visit).getByText(words.common.error.network).waitFor()
    expect(await page.getByText(words.today.nothingFree).count()).toBe(0)
    await checkScreen(visit)
    await page.unroute(availability)
    // The list and the timeline send equal requests, so one response updates both. In the hours before midnight their requests differ, and
    // the timeline repeats its own.
    await button(visit, words.common.action.retry).first().click()
    await freeNow(visit).getByText(room.name).waitFor()
    await page.getByRole('region', { name: words.today.timeline }).getByText(room.name).waitFor()
  })
})

it("While a no-show can still be undone the booking's dialog offers no other action", async () => {
  // The lists of a location of its own are short: a list shows its first bookings only.
  const locationId = await makeLocation(site)
  const [room, member] = await Promise.all([makeRoom(site, { locationId }), makeMember(site)])
  await bookNow(site, member.id, room.id)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/today?location=${locationId}`)
    const action = { action: words.today.action.noShow, space: room.name }
    await button(visit, words.today.actionOn, action).click()
    await button(visit, words.today.confirm['no-show'].submit).click()
    await button(visit, words.common.action.undo).waitFor()
    // A button to close the message would take away the only way to undo.
    const messages = page.getByRole('region', { name: words.common.toast.region })
    expect(await messages.getByRole('button', { name: words.common.action.close }).count()).toBe(0)
    // The line of the booking, in whichever list it is: it counts as late only after a minute.
    await page.getByRole('button', { name: new RegExp(`^${room.name} ·`) }).click()
    await dialog(visit).getByText(words.common.status.confirmed, { exact: true }).waitFor()
    await dialog(visit).getByText(/600/).first().waitFor()
    // The message is inside the dialog, where a pointer reaches it.
    await dialog(visit).getByRole('button', { name: words.common.action.undo }).click({ trial: true })
    expect(await dialog(visit).getByRole('button').count()).toBe(2)
    await closeButton(visit).click()
    await expectToast(visit, words.today.done['no-show'])
  })
})

it('The schedule shows the bookings of a space that is no longer open for booking, in the day and in its week', async () => {
  const [room, member, token] = await Promise.all([makeRoom(site), makeMember(site), adminToken(site)])
  await bookNow(site, member.id, room.id)
  await call(site.url, 'PATCH', `spaces/${room.id}`, { token, body: { isActive: false } })
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/today')
    const bookingIn = (timeline: RegExp) =>
      page
        .getByRole('region', { name: timeline })
        .getByRole('button', { name: new RegExp(words.common.status.confirmed) })
    await page.getByRole('region', { name: words.today.timeline }).getByText(room.name).click()
    await bookingIn(textPattern(words.today.timelineOf, { name: room.name })).waitFor()
  })
})

it('A space that is opened for booking elsewhere appears in the schedule and among the free spaces of a front desk that stays open', async () => {
  await withVisit(site, { as: admin, hasClock: true }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/today')
    const schedule = page.getByRole('region', { name: words.today.timeline })
    await schedule.getByRole('listitem').first().waitFor()
    const room = await makeRoom(site)
    await page.clock.runFor(61_000)
    await schedule.getByText(room.name).waitFor()
    await freeNow(visit).getByText(room.name).waitFor()
  })
})

it('In the last hour of the day the front desk sees who comes after midnight, and until when after midnight a room is free', async () => {
  const { timeZone, midnight } = await zoneBeforeMidnight()
  const locationId = await makeLocation(site, { timeZone })
  const [room, member, token] = await Promise.all([
    makeRoom(site, { locationId }),
    makeMember(site),
    adminToken(site),
  ])
  const [startsAt, endsAt] = [1, 2].map((hours) => iso(midnight + hours * 3_600_000))
  const body = { spaceId: room.id, userId: member.id, startsAt, endsAt }
  await call(site.url, 'POST', 'bookings', { token, body })
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/today?location=${locationId}`)
    const next = page.getByRole('region', { name: words.today.next, exact: true })
    await next.getByText(room.name).waitFor()
    await freeNow(visit)
      .getByText(textPattern(words.today.untilTomorrow, { time: '01:00' }))
      .waitFor()
  })
})

it('At midnight a half-typed rejection stays open, also where the bookings of the new day cannot be loaded', async () => {
  const { timeZone, midnight } = await zoneBeforeMidnight()
  const locationId = await makeLocation(site, { timeZone })
  const [room, member] = await Promise.all([
    makeRoom(site, { locationId, requiresApproval: true }),
    makeMember(site),
  ])
  const [startsAt = '', endsAt = ''] = [2, 3].map((hours) => iso(midnight + hours * 3_600_000))
  await book(site, member, { spaceId: room.id, startsAt, endsAt })
  await withVisit(site, { as: admin, expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/today?location=${locationId}`)
    const action = { action: words.today.action.reject, space: room.name }
    await button(visit, words.today.actionOn, action).click()
    const reason = dialog(visit).getByLabel(words.today.reason)
    await reason.fill('Painters')
    await page.route('**/api/v1/bookings?*', (route) => route.abort('connectionreset'))
    const isOfNewDay = (url: string) => new URL(url).searchParams.get('from') === iso(midnight)
    const failed = page.waitForEvent('requestfailed', {
      predicate: (request) => isOfNewDay(request.url()),
      timeout: 60_000,
    })
    await page.clock.setFixedTime(midnight + 60_000)
    await failed
    expect(await reason.inputValue()).toBe('Painters')
  })
})

it('A cancellation by staff shows the refund, and asks again where the booking has changed meanwhile', async () => {
  const locationId = await makeLocation(site)
  const [room, member] = await Promise.all([makeRoom(site, { locationId }), makeMember(site)])
  const { id } = await bookNow(site, member.id, room.id)
  await withVisit(site, { as: admin, expects: /412/ }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/today?location=${locationId}`)
    await page.getByRole('button', { name: new RegExp(`^${room.name} ·`) }).click()
    await dialog(visit).getByRole('button', { name: words.today.cancel, exact: true }).click()
    const percent = dialog(visit).getByLabel(words.staffBookings.cancel.percent)
    const refundOf = (refund: string) =>
      dialog(visit).getByText(textPattern(words.staffBookings.cancel.comesBackPercent, { refund }))
    await percent.fill('50')
    const refund = refundOf('50%')
    await refund.waitFor()
    // The service would refuse this percent, so no refund is announced.
    await percent.fill('150')
    expect(await refundOf('150%').count()).toBe(0)
    await percent.fill('50')
    await refund.waitFor()
    const token = await adminToken(site)
    await call(site.url, 'PATCH', `bookings/${id}`, { token, body: { title: 'Interview' } })
    const submit = button(visit, words.staffBookings.cancel.submit)
    await submit.click()
    await dialog(visit).getByRole('alert').waitFor()
    await refund.waitFor()
    await submit.click()
    await expectToast(visit, words.staffBookings.cancel.done)
  })
})
