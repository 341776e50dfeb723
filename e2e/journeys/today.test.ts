import type { Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { examine } from '../harness/examine.ts'
import { makeRoom } from '../harness/site.ts'
import { button } from '../harness/steps.ts'
import { type Visit, visiting } from '../harness/visit.ts'

const site = inject('sites').en
const admin = { email: adminEmail, password: adminPassword }
const availability = '**/api/v1/locations/*/availability*'

const freeNow = ({ page, words }: Visit) => page.getByRole('region', { name: words.today.free, exact: true })

it('While free times are loading the front desk reads that they are loading, never that nothing is free', async () => {
  const room = await makeRoom(site)
  await visiting(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const answered = Promise.withResolvers<void>()
    const hold = async (route: Route) => {
      await answered.promise
      await route.continue()
    }
    await page.route(availability, hold)
    await page.goto('/staff/today')
    await freeNow(visit).getByText(words.common.state.loading).waitFor()
    expect(await freeNow(visit).getByText(words.today.nothingFree).count()).toBe(0)
    answered.resolve()
    await freeNow(visit).getByText(room.name).waitFor()
  })
})

it('When free times cannot be loaded the front desk reads so, and sees them after another try', async () => {
  const room = await makeRoom(site)
  await visiting(site, { as: admin, expects: /net::ERR_/ }, async (visit) => {
    const { page, words } = visit
    await page.route(availability, (route) => route.abort('connectionreset'))
    await page.goto('/staff/today')
    await freeNow(visit).getByText(words.common.error.network).waitFor()
    expect(await page.getByText(words.today.nothingFree).count()).toBe(0)
    await examine(visit)
    await page.unroute(availability)
    // The list and the timeline send equal requests, so one response updates both.
    await button(visit, words.common.action.retry).first().click()
    await freeNow(visit).getByText(room.name).waitFor()
    await page.getByRole('region', { name: words.today.timeline }).getByText(room.name).waitFor()
  })
})
