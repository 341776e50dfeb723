import type { Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { admin, makeRoom } from '../harness/site.ts'
import { button } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'

const site = inject('sites').en
const availability = '**/api/v1/locations/*/availability*'

const freeNow = ({ page, words }: Visit) => page.getByRole('region', { name: words.today.free, exact: true })

it('While free times are loading the front desk shows a loading state, not that nothing is free', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const answered = Promise.withResolvers<void>()
    const delay = async (route: Route) => {
      await answered.promise
      await route.continue()
    }
    await page.route(availability, delay)
    await page.goto('/staff/today')
    await freeNow(visit).getByText(words.common.state.loading).waitFor()
    expect(await freeNow(visit).getByText(words.today.nothingFree).count()).toBe(0)
    answered.resolve()
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
    // The list and the timeline send equal requests, so one response updates both.
    await button(visit, words.common.action.retry).first().click()
    await freeNow(visit).getByText(room.name).waitFor()
    await page.getByRole('region', { name: words.today.timeline }).getByText(room.name).waitFor()
  })
})
